// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Arrays} from "@openzeppelin/contracts/utils/Arrays.sol";
import {IElection, Progress, Score} from "../interfaces/IElection.sol";
import {INamedOperators} from "../interfaces/INamedOperators.sol";
import {IStaking} from "../interfaces/IStaking.sol";
import {Ballots, Phragmen} from "../libraries/Phragmen.sol";
import {PoolBits} from "../libraries/PoolBits.sol";
import {Candidacy} from "./Candidacy.sol";

/// @title Election of oracle operators
/// @notice See {IElection}. What a solution shares out is checked page by page; between pages only a hash is kept, and at the
/// end the hash of who backs whom with how much, by which a slash later proves against whom it goes.
contract Election is Candidacy, ReentrancyGuardTransient {
    using PoolBits for uint64;
    using SafeERC20 for IERC20;

    uint256 private constant MAX_SEATS = 32;
    uint256 private constant DEPOSIT_MIN = 1e18;
    uint256 private constant DEPOSIT_MAX = 100_000e18;
    /// @dev What fits a transaction when it is solved on the chain.
    uint256 private constant SOLVED_CANDIDATES = 20;
    uint256 private constant SOLVED_NOMINATORS = 100;
    /// @dev {share} of the neutral pool that are a gwei.
    uint256 private constant SHARES_PER_GWEI = 1e12;
    /// @dev {byte} of a nominator and the number of its edges; of an edge: pool and gwei.
    uint256 private constant HEAD = 21;
    uint256 private constant EDGE = 9;

    struct Solution {
        uint64 winners;
        uint96 deposit;
        bytes32 progress;
    }

    struct Best {
        Score score;
        uint64 winners;
        bool isEnacted;
        bytes32 exposures;
    }

    IERC20 public immutable GRID;
    INamedOperators public immutable OPERATORS;

    uint8 public seats;
    uint96 public solutionDeposit;
    mapping(uint32 epoch => mapping(address by => Solution)) private _solutions;
    mapping(uint32 epoch => Best) private _best;
    /// @inheritdoc IElection
    mapping(bytes32 configuration => uint32 epoch) public electedIn;

    constructor(
        address authority,
        IStaking staking,
        IERC20 grid,
        INamedOperators operators,
        uint8 seats_,
        uint96 minSelfStake_,
        uint96 deposit
    ) AccessManaged(authority) Candidacy(staking, minSelfStake_) {
        (GRID, OPERATORS) = (grid, operators);
        _setSeats(seats_);
        _setSolutionDeposit(deposit);
    }

    // --- solutions ------------------------------------------------------------------------------------------------

    /// @inheritdoc IElection
    function begin(uint64 winners) external nonReentrant returns (Progress memory progress) {
        uint32 epoch = STAKING.epoch();
        Solution storage solution = _solutions[epoch][msg.sender];
        if (solution.progress != 0) revert SolutionOpen(msg.sender);
        uint64 electable = electablePools();
        uint256 expected = Math.min(electable.count(), seats);
        uint256 count = winners.count();
        if (count != expected || count == 0) revert WrongWinnerCount(count, expected);
        if (winners & ~electable != 0) revert NotElectable((winners & ~electable).highest());
        progress = _unbacked(winners);
        (solution.winners, solution.deposit, solution.progress) = (winners, solutionDeposit, _hashOf(progress));
        emit SolutionBegun(epoch, msg.sender, winners);
        GRID.safeTransferFrom(msg.sender, address(this), solutionDeposit);
    }

    /// @inheritdoc IElection
    function addPage(Progress calldata before, bytes calldata page) external returns (Progress memory progress) {
        uint32 epoch = STAKING.epoch();
        Solution storage solution = _solutionOf(epoch, before);
        progress = before;
        uint64 winners = solution.winners;
        for (uint256 i; i < page.length;) {
            uint256 end = _endOfNominator(page, i);
            _addNominator(progress, winners, epoch, page[i:end]);
            i = end;
        }
        solution.progress = _hashOf(progress);
        emit PageAdded(epoch, msg.sender, page);
    }

    /// @inheritdoc IElection
    function finish(Progress calldata progress) external nonReentrant returns (Score memory score, bool isBest) {
        uint32 epoch = STAKING.epoch();
        Solution storage solution = _solutionOf(epoch, progress);
        (score, isBest) = _compare(epoch, solution.winners, progress);
        uint256 deposit = solution.deposit;
        delete _solutions[epoch][msg.sender];
        GRID.safeTransfer(msg.sender, deposit);
    }

    /// @inheritdoc IElection
    function solve(address[] calldata nominators) external returns (Score memory score, bool isBest) {
        uint32 epoch = STAKING.epoch();
        uint64 electable = electablePools();
        uint256 count = electable.count();
        if (count > SOLVED_CANDIDATES || nominators.length > SOLVED_NOMINATORS) {
            revert TooManyToSolve(count, nominators.length);
        }
        if (count == 0) revert WrongWinnerCount(0, 1);
        (Ballots memory ballots, uint32[] memory pools) = _ballotsOf(nominators, electable, epoch);
        (uint256 elected, uint256[][] memory loads) = Phragmen.elect(ballots, Math.min(count, seats));
        uint64 winners;
        for (uint256 c; c < count; ++c) if ((elected >> c) & 1 != 0) winners |= PoolBits.bitOf(pools[c]);
        Progress memory progress = _unbacked(winners);
        bytes memory page;
        for (uint256 i; i < nominators.length; ++i) {
            uint256[] memory weights = Phragmen.split(ballots.budgets[count + i], loads[count + i]);
            page = bytes.concat(page, _share(progress, winners, nominators[i], weights, pools));
        }
        emit SolutionSolved(epoch, msg.sender, winners, page);
        return _compare(epoch, winners, progress);
    }

    /// @inheritdoc IElection
    function sweep(uint32 epoch, address by) external nonReentrant {
        if (epoch >= STAKING.epoch()) revert NotYetOver(epoch);
        uint256 deposit = _solutions[epoch][by].deposit;
        if (_solutions[epoch][by].progress == 0) revert NoSolution(by);
        delete _solutions[epoch][by];
        emit SolutionAbandoned(epoch, by, deposit);
        if (deposit == 0) return;
        GRID.forceApprove(address(STAKING), deposit);
        STAKING.fundRewards(deposit);
    }

    /// @inheritdoc IElection
    function enact() external {
        uint32 epoch = STAKING.epoch() - 1;
        Best storage best = _best[epoch];
        if (best.winners == 0 || best.isEnacted) revert NothingElected(epoch);
        best.isEnacted = true;
        uint64 left = best.winners;
        address[] memory operators = new address[](left.count());
        for (uint256 i; i < operators.length; ++i) {
            uint32 pool;
            (pool, left) = left.next();
            operators[i] = STAKING.poolData(pool).operator;
        }
        OPERATORS.setOperators(Arrays.sort(operators));
        bytes32 configuration = OPERATORS.configuration();
        electedIn[configuration] = epoch;
        emit Elected(epoch, best.winners, configuration);
    }

    // --- parameters -----------------------------------------------------------------------------------------------

    /// @inheritdoc IElection
    function setSeats(uint8 seats_) external restricted {
        _setSeats(seats_);
    }

    /// @inheritdoc IElection
    function setSolutionDeposit(uint96 amount) external restricted {
        _setSolutionDeposit(amount);
    }

    // --- views ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IElection
    function bestOf(uint32 epoch) external view returns (Score memory score, uint64 winners, bytes32 exposures) {
        Best storage best = _best[epoch];
        return (best.score, best.winners, best.exposures);
    }

    /// @inheritdoc IElection
    function solutionOf(
        uint32 epoch,
        address by
    ) external view returns (uint64 winners, uint96 deposit, bytes32 progress) {
        Solution storage solution = _solutions[epoch][by];
        return (solution.winners, solution.deposit, solution.progress);
    }

    // --- internals ------------------------------------------------------------------------------------------------

    /// @dev {byte} Where a nominator and its edges end.
    function _endOfNominator(bytes calldata page, uint256 start) private pure returns (uint256 end) {
        if (page.length < start + HEAD) revert PageMalformed(start);
        end = start + HEAD + uint256(uint8(page[start + HEAD - 1])) * EDGE;
        if (page.length < end || end == start + HEAD) revert PageMalformed(start);
    }

    /// @param entry a nominator and its edges
    function _addNominator(Progress memory progress, uint64 winners, uint32 epoch, bytes calldata entry) private view {
        address nominator = address(bytes20(entry));
        if (nominator <= progress.last) revert NominatorsNotSorted(nominator);
        progress.last = nominator;
        uint64 allowed = _nominatedBy(nominator, epoch) & winners;
        uint256 shared;
        for (uint256 place = HEAD; place < entry.length; place += EDGE) {
            uint32 pool = uint8(entry[place]);
            uint64 weight = uint64(bytes8(entry[place + 1:]));
            uint64 bit = PoolBits.bitOf(pool);
            if (weight == 0 || allowed & bit == 0) revert InvalidEdge(nominator, pool);
            allowed &= ~bit;
            _back(progress, (winners & (bit - 1)).count(), nominator, weight);
            shared += weight;
        }
        uint256 staked = STAKING.sharesAtEpoch(nominator, NEUTRAL) / SHARES_PER_GWEI;
        if (shared != staked) revert WrongStake(nominator, shared, staked);
    }

    /// @dev What backs winners before any nominator does: all that is staked in their pools.
    function _unbacked(uint64 winners) private view returns (Progress memory progress) {
        uint256 count = winners.count();
        (progress.backings, progress.exposures) = (new uint64[](count), new bytes32[](count));
        for (uint256 i; i < count; ++i) {
            uint32 pool;
            (pool, winners) = winners.next();
            progress.backings[i] = uint64(STAKING.assetsAtEpoch(pool) / GWEI);
        }
    }

    function _back(Progress memory progress, uint256 winner, address nominator, uint64 weight) private pure {
        progress.backings[winner] += weight;
        progress.exposures[winner] = keccak256(abi.encode(progress.exposures[winner], nominator, weight));
    }

    /// @dev The votes of pools for their own operators, in their order, and then those of nominators.
    /// @return b the ballots
    /// @return pools that can be elected, by candidates' numbers
    function _ballotsOf(
        address[] calldata nominators,
        uint64 electable,
        uint32 epoch
    ) private view returns (Ballots memory b, uint32[] memory pools) {
        uint256 count = electable.count();
        pools = new uint32[](count);
        b.candidates = count;
        (b.budgets, b.approvals) = (new uint256[](count + nominators.length), new uint256[](count + nominators.length));
        uint64 left = electable;
        for (uint256 c; c < count; ++c) {
            (pools[c], left) = left.next();
            (b.budgets[c], b.approvals[c]) = (STAKING.assetsAtEpoch(pools[c]) / GWEI, 1 << c);
        }
        address last;
        for (uint256 i; i < nominators.length; ++i) {
            address nominator = nominators[i];
            if (nominator <= last) revert NominatorsNotSorted(nominator);
            last = nominator;
            b.budgets[count + i] = STAKING.sharesAtEpoch(nominator, NEUTRAL) / SHARES_PER_GWEI;
            uint64 nominated = _nominatedBy(nominator, epoch);
            for (uint256 c; c < count; ++c) if ((nominated >> pools[c]) & 1 != 0) b.approvals[count + i] |= 1 << c;
        }
    }

    /// @dev Adds a nominator by the weights of its winners.
    /// @return entry as it stands in a page; nothing without weights
    function _share(
        Progress memory progress,
        uint64 winners,
        address nominator,
        uint256[] memory weights,
        uint32[] memory pools
    ) private pure returns (bytes memory entry) {
        uint8 edges;
        for (uint256 c; c < weights.length; ++c) {
            if (weights[c] == 0) continue;
            ++edges;
            uint64 weight = uint64(weights[c]);
            _back(progress, (winners & (PoolBits.bitOf(pools[c]) - 1)).count(), nominator, weight);
            entry = bytes.concat(entry, bytes1(uint8(pools[c])), bytes8(weight));
        }
        if (edges != 0) entry = bytes.concat(bytes20(nominator), bytes1(edges), entry);
    }

    /// @dev Keeps a solution that is better than the best of the day.
    function _compare(
        uint32 epoch,
        uint64 winners,
        Progress memory progress
    ) private returns (Score memory score, bool isBest) {
        score = _scoreOf(progress.backings);
        Best storage best = _best[epoch];
        isBest = _isBetter(score, best.score);
        if (isBest) {
            (best.score, best.winners) = (score, winners);
            uint64[] memory owns = _ownStakes(winners);
            best.exposures = keccak256(abi.encode(owns, progress.exposures));
            emit Exposed(epoch, owns, progress.exposures);
        }
        emit SolutionFinished(epoch, msg.sender, score, isBest);
    }

    function _solutionOf(uint32 epoch, Progress calldata progress) private view returns (Solution storage solution) {
        solution = _solutions[epoch][msg.sender];
        if (solution.progress == 0) revert NoSolution(msg.sender);
        if (solution.progress != _hashOf(progress)) revert WrongProgress(msg.sender);
    }

    /// @dev {gwei} What was staked in the winners' pools when the epoch began, rounded up: operators lose no less.
    function _ownStakes(uint64 winners) private view returns (uint64[] memory owns) {
        owns = new uint64[](winners.count());
        for (uint256 i; i < owns.length; ++i) {
            uint32 pool;
            (pool, winners) = winners.next();
            owns[i] = uint64(Math.ceilDiv(STAKING.assetsAtEpoch(pool), GWEI));
        }
    }

    function _scoreOf(uint64[] memory backings) private pure returns (Score memory score) {
        score.least = type(uint128).max;
        for (uint256 i; i < backings.length; ++i) {
            uint256 backing = backings[i];
            if (backing < score.least) score.least = uint128(backing);
            score.sum += uint128(backing);
            score.squares += backing * backing;
        }
    }

    function _isBetter(Score memory a, Score memory b) private pure returns (bool) {
        if (a.least != b.least) return a.least > b.least;
        if (a.sum != b.sum) return a.sum > b.sum;
        return a.squares < b.squares;
    }

    function _setSeats(uint8 seats_) private {
        if (seats_ == 0 || seats_ > MAX_SEATS) revert SeatsOutOfRange(seats_, MAX_SEATS);
        seats = seats_;
        emit SeatsSet(seats_);
    }

    function _setSolutionDeposit(uint96 amount) private {
        if (amount < DEPOSIT_MIN || amount > DEPOSIT_MAX) {
            revert SolutionDepositOutOfRange(amount, DEPOSIT_MIN, DEPOSIT_MAX);
        }
        solutionDeposit = amount;
        emit SolutionDepositSet(amount);
    }

    function _hashOf(Progress memory progress) private pure returns (bytes32) {
        return keccak256(abi.encode(progress));
    }
}

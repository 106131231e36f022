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
import {IStaking, PoolData} from "../interfaces/IStaking.sol";
import {PoolBits} from "../libraries/PoolBits.sol";

/// @title Election of oracle operators
/// @notice See {IElection}. What a solution shares out is checked page by page; between pages only a hash is kept, and at the
/// end the hash of who backs whom with how much, by which a slash later proves against whom it goes.
contract Election is IElection, AccessManaged, ReentrancyGuardTransient {
    using PoolBits for uint64;
    using SafeERC20 for IERC20;

    uint256 private constant MAX_NOMINATIONS = 8;
    uint256 private constant MAX_SEATS = 32;
    uint32 private constant NEUTRAL = 0;
    /// @dev {wad} of a gwei, and {share} of the neutral pool that are one.
    uint256 private constant GWEI = 1e9;
    uint256 private constant SHARES_PER_GWEI = 1e12;
    /// @dev {byte} of a nominator and the number of its edges; of an edge: pool and gwei.
    uint256 private constant HEAD = 21;
    uint256 private constant EDGE = 9;

    /// @dev Pools as of now, and as of the begin of the epoch `changedIn`.
    struct Choice {
        uint64 pools;
        uint64 before;
        uint32 changedIn;
    }

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

    IStaking public immutable STAKING;
    IERC20 public immutable GRID;
    INamedOperators public immutable OPERATORS;

    uint8 public seats;
    uint96 public minSelfStake;
    uint96 public solutionDeposit;
    Choice private _candidates;
    mapping(address nominator => Choice) private _nominations;
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
    ) AccessManaged(authority) {
        (STAKING, GRID, OPERATORS) = (staking, grid, operators);
        _setSeats(seats_);
        (minSelfStake, solutionDeposit) = (minSelfStake_, deposit);
    }

    // --- who stands, and who backs whom ---------------------------------------------------------------------------

    /// @inheritdoc IElection
    function setCandidate(bool isCandidate) external {
        uint32 pool = STAKING.poolOf(msg.sender);
        if (pool == NEUTRAL) revert NotPoolOwner(msg.sender);
        uint64 bit = PoolBits.bitOf(pool);
        uint64 pools = _candidates.pools;
        _choose(_candidates, isCandidate ? pools | bit : pools & ~bit);
        emit CandidateSet(pool, isCandidate);
    }

    /// @inheritdoc IElection
    function nominate(uint64 pools) external {
        uint256 count = pools.count();
        if (count > MAX_NOMINATIONS) revert TooManyNominations(count, MAX_NOMINATIONS);
        uint256 highest = pools.highest();
        if (pools & 1 != 0 || (pools != 0 && highest >= STAKING.poolCount())) revert NotNominable(highest);
        _choose(_nominations[msg.sender], pools);
        emit Nominated(msg.sender, pools);
    }

    // --- solutions ------------------------------------------------------------------------------------------------

    /// @inheritdoc IElection
    function begin(uint64 winners) external nonReentrant returns (Progress memory progress) {
        uint32 epoch = STAKING.epoch();
        Solution storage solution = _solutions[epoch][msg.sender];
        if (solution.progress != 0) revert SolutionOpen(msg.sender);
        uint64 electable = electablePools();
        uint256 most = electable.count();
        uint256 expected = most < seats ? most : seats;
        uint256 count = winners.count();
        if (count != expected || count == 0) revert WrongWinnerCount(count, expected);
        if (winners & ~electable != 0) revert NotElectable((winners & ~electable).highest());
        (progress.backings, progress.exposures) = (new uint64[](count), new bytes32[](count));
        uint64 left = winners;
        for (uint256 i; i < count; ++i) {
            uint32 pool;
            (pool, left) = left.next();
            progress.backings[i] = uint64(STAKING.assetsAtEpoch(pool) / GWEI);
        }
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
    }

    /// @inheritdoc IElection
    function finish(Progress calldata progress) external nonReentrant returns (Score memory score, bool isBest) {
        uint32 epoch = STAKING.epoch();
        Solution storage solution = _solutionOf(epoch, progress);
        score = _scoreOf(progress.backings);
        Best storage best = _best[epoch];
        isBest = _isBetter(score, best.score);
        if (isBest) {
            (best.score, best.winners) = (score, solution.winners);
            best.exposures = keccak256(abi.encode(_ownStakes(solution.winners), progress.exposures));
        }
        uint256 deposit = solution.deposit;
        delete _solutions[epoch][msg.sender];
        emit SolutionFinished(epoch, msg.sender, score, isBest);
        GRID.safeTransfer(msg.sender, deposit);
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
    function setMinSelfStake(uint96 amount) external restricted {
        minSelfStake = amount;
        emit MinSelfStakeSet(amount);
    }

    /// @inheritdoc IElection
    function setSolutionDeposit(uint96 amount) external restricted {
        solutionDeposit = amount;
        emit SolutionDepositSet(amount);
    }

    // --- views ----------------------------------------------------------------------------------------------------

    /// @inheritdoc IElection
    function electablePools() public view returns (uint64 electable) {
        uint64 left = _chosen(_candidates, STAKING.epoch());
        while (left != 0) {
            uint32 pool;
            (pool, left) = left.next();
            if (_isElectable(pool)) electable |= PoolBits.bitOf(pool);
        }
    }

    /// @inheritdoc IElection
    function nominationsOf(address nominator) external view returns (uint64 now_, uint64 atEpoch) {
        Choice storage choice = _nominations[nominator];
        return (choice.pools, _chosen(choice, STAKING.epoch()));
    }

    /// @inheritdoc IElection
    function candidates() external view returns (uint64 now_, uint64 atEpoch) {
        return (_candidates.pools, _chosen(_candidates, STAKING.epoch()));
    }

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
        uint64 allowed = _chosen(_nominations[nominator], epoch) & winners;
        uint256 shared;
        for (uint256 place = HEAD; place < entry.length; place += EDGE) {
            uint32 pool = uint8(entry[place]);
            uint64 weight = uint64(bytes8(entry[place + 1:]));
            uint64 bit = PoolBits.bitOf(pool);
            if (weight == 0 || allowed & bit == 0) revert InvalidEdge(nominator, pool);
            allowed &= ~bit;
            uint256 winner = (winners & (bit - 1)).count();
            progress.backings[winner] += weight;
            progress.exposures[winner] = keccak256(abi.encode(progress.exposures[winner], nominator, weight));
            shared += weight;
        }
        uint256 staked = STAKING.sharesAtEpoch(nominator, NEUTRAL) / SHARES_PER_GWEI;
        if (shared != staked) revert WrongStake(nominator, shared, staked);
    }

    function _isElectable(uint32 pool) private view returns (bool) {
        PoolData memory data = STAKING.poolData(pool);
        if (data.isDead || data.isStopped) return false;
        uint256 own = STAKING.assetsOf(pool, STAKING.sharesAtEpoch(data.operator, pool));
        return own >= minSelfStake && STAKING.assetsAtEpoch(pool) >= GWEI;
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

    function _scoreOf(uint64[] calldata backings) private pure returns (Score memory score) {
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

    function _choose(Choice storage choice, uint64 pools) private {
        uint32 epoch = STAKING.epoch();
        if (choice.changedIn != epoch) (choice.before, choice.changedIn) = (choice.pools, epoch);
        choice.pools = pools;
    }

    /// @dev What was chosen when the present epoch began.
    function _chosen(Choice storage choice, uint32 epoch) private view returns (uint64) {
        return choice.changedIn == epoch ? choice.before : choice.pools;
    }

    function _setSeats(uint8 seats_) private {
        if (seats_ == 0 || seats_ > MAX_SEATS) revert SeatsOutOfRange(seats_, MAX_SEATS);
        seats = seats_;
        emit SeatsSet(seats_);
    }

    function _hashOf(Progress memory progress) private pure returns (bytes32) {
        return keccak256(abi.encode(progress));
    }
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice How good a solution is: the more the least backed winner has the better; among equals the more all have
/// together; among equals the less unequal.
/// @param least {gwei} @param sum {gwei} @param squares {gwei^2}
struct Score {
    uint128 least;
    uint128 sum;
    uint256 squares;
}

/// @notice A solution as far as its pages have come; the chain keeps its hash.
/// @param last the nominator read last: they come in rising order
/// @param backings {gwei} by the winners, in the order of their pools
/// @param exposures by the winners: hash over the nominators that back it and with how much, in their order
struct Progress {
    address last;
    uint64[] backings;
    bytes32[] exposures;
}

/// @notice A set of operators as it was, whose hash is its configuration.
struct FormerSet {
    uint256 version;
    address[] operators;
}

/// @title Election of oracle operators
/// @notice Once a day the operators of the next day are elected by nominated proof of stake. Whoever wants computes a
/// solution (`npm run elect`) and submits it in pages with a deposit; it must be possible by what was staked and nominated
/// when the day began, and better than the best before. The best of a day serves the next.
///
/// Pools back their own operators with all they have. Stakers of the neutral pool nominate up to eight pools, and a
/// solution shares out what each of them has, to the last gwei.
interface IElection {
    event CandidateSet(uint32 indexed pool, bool isCandidate);
    /// @notice Somebody nominates other pools from the next day on. @param pools a bit for each
    event Nominated(address indexed nominator, uint64 pools);
    event SolutionBegun(uint32 indexed epoch, address indexed by, uint64 winners);
    /// @notice Nominators were added to a solution. Whoever slashes shows who backed whom by the pages of the best.
    event PageAdded(uint32 indexed epoch, address indexed by, bytes page);
    /// @notice What the best solution of the day so far exposes, told finished next; see {bestOf}.
    event Exposed(uint32 indexed epoch, uint64[] owns, bytes32[] chains);
    /// @notice A solution is possible; `isBest` if it is better than all of the day before it.
    event SolutionFinished(uint32 indexed epoch, address indexed by, Score score, bool isBest);
    /// @notice A solution that the chain made by itself, told finished next. @param page as pages of others are
    event SolutionSolved(uint32 indexed epoch, address indexed by, uint64 winners, bytes page);
    event SolutionAbandoned(uint32 indexed epoch, address indexed by, uint256 deposit);
    /// @notice The operators of the day. @param epoch when they were elected
    event Elected(uint32 indexed epoch, uint64 winners, bytes32 configuration);
    event SeatsSet(uint256 seats);
    event MinSelfStakeSet(uint256 amount);
    event SolutionDepositSet(uint256 amount);

    error NotPoolOwner(address caller);
    error TooManyNominations(uint256 count, uint256 most);
    error NotNominable(uint256 pool);
    /// @notice Not as many winners as there are seats, or candidates that can be elected.
    error WrongWinnerCount(uint256 count, uint256 expected);
    /// @notice The pool cannot be elected this day: no candidate when it began, or stopped then, dead, or with too little
    /// of its operator's own.
    error NotElectable(uint256 pool);
    error SolutionOpen(address by);
    /// @notice More than the chain can solve by itself.
    error TooManyToSolve(uint256 candidates, uint256 nominators);
    error NoSolution(address by);
    /// @notice It is not what the chain has the hash of.
    error WrongProgress(address by);
    error PageMalformed(uint256 place);
    error NominatorsNotSorted(address nominator);
    /// @notice A nominator backs a pool that did not win, that it did not nominate, twice, or with nothing.
    error InvalidEdge(address nominator, uint256 pool);
    /// @notice What a solution shares out is not what the nominator has {gwei}.
    error WrongStake(address nominator, uint256 shared, uint256 staked);
    error NotYetOver(uint256 epoch);
    error NothingElected(uint256 epoch);
    /// @notice Operators that no election named: they have no stake to answer with.
    error SetNotElected(bytes32 configuration);
    error SeatsOutOfRange(uint256 seats, uint256 most);
    /// @notice {wad}
    error MinSelfStakeOutOfRange(uint256 amount, uint256 least, uint256 most);
    /// @notice {wad}
    error SolutionDepositOutOfRange(uint256 amount, uint256 least, uint256 most);

    /// @notice Lets the caller's pool be elected, or not, from the next day on.
    function setCandidate(bool isCandidate) external;

    /// @notice Nominates pools with what the caller has in the neutral pool, from the next day on; 0 none.
    /// @param pools a bit for each, at most 8
    function nominate(uint64 pools) external;

    /// @notice Begins the caller's solution for today, with a deposit that comes back when it is finished today.
    /// @param winners a bit for each pool: as many as there are seats, or pools that can be elected
    function begin(uint64 winners) external returns (Progress memory progress);

    /// @notice Adds nominators, each with all that it has in the neutral pool in whole gwei, shared out among winners that it
    /// nominated.
    /// @param progress as the call before has returned it
    /// @param page for each nominator, in rising order: 20 bytes address, 1 byte number of edges, and for each edge 1 byte
    /// pool and 8 bytes gwei
    function addPage(Progress calldata progress, bytes calldata page) external returns (Progress memory);

    /// @notice Ends the caller's solution: it is the best of the day if it is better than the best before.
    function finish(Progress calldata progress) external returns (Score memory score, bool isBest);

    /// @notice Solves a small election on the chain, by Phragmén's sequential method without balancing: where nobody else does,
    /// anyone can. It is the best of the day if it is better than the best before; whoever leaves nominators out makes it
    /// worse.
    /// @param nominators in rising order, at most 100, for at most 20 pools that can be elected
    function solve(address[] calldata nominators) external returns (Score memory score, bool isBest);

    /// @notice Gives the deposit of a solution that was not finished on its day to the rewards. Anyone may.
    function sweep(uint32 epoch, address by) external;

    /// @notice Makes those elected yesterday the operators. Anyone may, once.
    function enact() external;

    /// @notice How many operators there are, 32 at most. Role of governance.
    function setSeats(uint8 seats) external;

    /// @notice {wad} what an operator must have in its own pool. Role of governance.
    function setMinSelfStake(uint96 amount) external;

    /// @notice {wad} what a solution is submitted with. Role of governance.
    function setSolutionDeposit(uint96 amount) external;

    /// @notice Pools that can be elected today, a bit for each.
    function electablePools() external view returns (uint64);

    function nominationsOf(address nominator) external view returns (uint64 now_, uint64 atEpoch);

    function candidates() external view returns (uint64 now_, uint64 atEpoch);

    /// @notice In which epoch those were elected who sign with a configuration; 0 where it was no election.
    function electedIn(bytes32 configuration) external view returns (uint32 epoch);

    /// @notice The best solution of an epoch; zeros if there was none.
    /// @return score of it
    /// @return winners a bit for each pool
    /// @return exposures keccak256(abi.encode(owns, chains)): by the winners, in the order of their pools, what was staked in
    /// the pool when the epoch began {gwei}, rounded up, and the hash over the nominators that back it
    function bestOf(uint32 epoch) external view returns (Score memory score, uint64 winners, bytes32 exposures);

    function solutionOf(
        uint32 epoch,
        address by
    ) external view returns (uint64 winners, uint96 deposit, bytes32 progress);
}

// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IReserve} from "./IReserve.sol";
import {IQuorumSet} from "./IQuorumSet.sol";

/// @notice What attestors have seen of the fiat reserve.
/// @param amount {wad} money in the reserve's bank accounts at `asOf`, with what had left for redemptions that were not
/// confirmed on chain by then
/// @param asOf {s} the time of which this holds
/// @param document hash of the document that shows it
struct ReserveAttestation {
    uint128 amount;
    uint48 asOf;
    bytes32 document;
}

/// @title Reserve oracle
/// @notice How much fiat money stands behind WATT, signed by a quorum of attestors. Old or low figures stop the making of
/// new WATT and nothing else.
///
/// A redemption leaves the bank before it is confirmed on chain. So attestors count what has left for redemptions that
/// are still unconfirmed, and the contract takes off what was confirmed since: supply and backing always fall together.
interface IReserveOracle is IReserve {
    /// @notice The reserve was attested anew.
    /// @param signers attestors, rising
    event ReserveAttested(uint256 amount, uint256 indexed asOf, bytes32 indexed document, address[] signers);
    /// @notice The reserve is lower than the supply: no WATT can be made, and redemptions are paid pro rata.
    event ReserveBelowSupply(uint256 backing, uint256 supply);
    /// @notice Money left the reserve for a redemption.
    event ReservePaid(uint256 amount);
    /// @notice Others attest from now on.
    event AttestorSetSet(address indexed attestorSet);
    /// @notice Attestations count for this long {s}, from their as-of time.
    event MaxAgeSet(uint256 maxAge);
    /// @notice The reserve can grow by at most `capacity` {wad} at once, and as much again in each `window` {s}.
    event GrowthLimitSet(uint256 capacity, uint256 window);

    /// @notice The second as of which an attestation holds is not over.
    error AttestationFromFuture(uint256 asOf);
    /// @notice The attestation is no newer than the last.
    error AttestationNotNewer(uint256 asOf, uint256 last);
    /// @notice The attestation is older {s} than they may be.
    error AttestationTooOld(uint256 asOf, uint256 maxAge);
    /// @notice An attestation names the document that shows it.
    error NoDocument();
    /// @notice The reserve grew faster than it may.
    /// @param increase {wad} @param available {wad} what it may grow by now
    error ReserveGrowthTooFast(uint256 increase, uint256 available);
    /// @notice No attestation is fresh enough to make WATT.
    /// @param asOf {s} of the last, 0 if there is none
    error ReserveStale(uint256 asOf, uint256 maxAge);
    /// @notice There would be more WATT than reserve.
    error ReserveExceeded(uint256 supply, uint256 backing);
    /// @notice Outside the bounds that are fixed in code.
    error MaxAgeOutOfRange(uint256 maxAge, uint256 least, uint256 most);

    /// @notice Takes in an attestation. Anyone may submit what a quorum has signed.
    /// @param signatures EIP-712 `ReserveAttestation`, in the order of the signers' addresses
    function attest(ReserveAttestation calldata attestation, bytes[] calldata signatures) external;

    /// @notice Names the set of attestors. Role of the reserve's manager.
    function setAttestorSet(address attestorSet) external;

    /// @notice How long {s} attestations count; 1 hour to 35 days. Role of the reserve's manager.
    function setMaxAge(uint48 maxAge) external;

    /// @notice How fast the reserve may be attested to grow. Role of the reserve's manager.
    /// @param capacity {wad} @param window {s} at least one day
    function setGrowthLimit(uint208 capacity, uint48 window) external;

    /// @notice The last attestation; all 0 before the first.
    function lastAttestation() external view returns (ReserveAttestation memory);

    /// @notice Whether the last attestation is fresh enough to make WATT.
    function isFresh() external view returns (bool);

    /// @notice {wad} by how much the reserve may be attested to grow now.
    function growthAvailable() external view returns (uint256);

    /// @notice {wad} all that was ever paid out for redemptions.
    function totalPaid() external view returns (uint256);

    function attestorSet() external view returns (IQuorumSet);

    /// @notice {s}
    function maxAge() external view returns (uint48);
}

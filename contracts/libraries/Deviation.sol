// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title What a deviation costs
/// @notice The balancing party is the counterparty of what an account metered beyond or below what it sold net.
library Deviation {
    /// @notice {unit} what an account is credited for its deviation, charged where negative.
    ///
    /// Without residual supply only what was sold and not delivered, or bought and not used, costs something: with
    /// N = sold - bought and M metered, -max(short, 0) x min(N, max(0, N - M)) for N > 0 and
    /// min(long, 0) x min(-N, max(0, M - N)) for N < 0. With residual supply all of D = M - N is traded with the
    /// balancing party: short x D for D < 0, long x D for D > 0.
    /// @param long {tick} @param short {tick} price pair of the slot
    /// @param net {Wh} sold less bought, after netting
    /// @param metered {Wh} export less import
    function amountOf(
        bool residualSupply,
        int256 long,
        int256 short,
        int256 net,
        int256 metered
    ) internal pure returns (int256) {
        unchecked {
            int256 deviation = metered - net;
            if (residualSupply) return (deviation < 0 ? short : long) * deviation;
            if (net > 0) {
                if (deviation >= 0 || short <= 0) return 0;
                return short * (-deviation < net ? deviation : -net);
            }
            if (net == 0 || deviation <= 0 || long >= 0) return 0;
            return long * (deviation < -net ? deviation : -net);
        }
    }
}

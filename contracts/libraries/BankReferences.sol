// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @title Bank references
/// @notice References of payments, each of which works once.
library BankReferences {
    struct Used {
        mapping(bytes32 paymentReference => bool) isUsed;
    }

    /// @notice A payment needs a reference.
    error NoReference();
    /// @notice The bank's reference has served before.
    error ReferenceUsed(bytes32 paymentReference);

    /// @param paymentReference hash of the bank's reference, not zero
    function use(Used storage self, bytes32 paymentReference) internal {
        if (paymentReference == 0) revert NoReference();
        if (self.isUsed[paymentReference]) revert ReferenceUsed(paymentReference);
        self.isUsed[paymentReference] = true;
    }
}

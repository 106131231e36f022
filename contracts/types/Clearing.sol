// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @notice What the balancing party backs and owes, in one word.
/// @param nextSlot first slot whose credits are not financed, 0 before the first slot opens; with residual supply
/// @param debts {unit} that accounts owe it
/// @param receivables {unit} that it owes accounts beyond what slots hold for them
/// @param collateral {unit} reserved for the credits of slots that are not financed
struct Clearing {
    uint32 nextSlot;
    uint64 debts;
    uint64 receivables;
    uint64 collateral;
}

/// @notice How far a slot is settled, in a word that is written once per batch.
/// @param stamp of the slot in the ring
/// @param financed whether the credits have been set aside
/// @param sold {Wh} @param bought {Wh} of the accounts settled so far
/// @param netted {Wh} on either side
/// @param accounts with meters that are settled
/// @param ratedExport {Wh} of all meters when the slot opened: what the collateral was reserved for
struct SlotClearing {
    uint16 stamp;
    bool financed;
    uint48 sold;
    uint48 bought;
    uint48 netted;
    uint24 accounts;
    uint48 ratedExport;
}

/// @notice The credits of a slot, with residual supply.
/// @param credits {unit} sum of all
/// @param unpaid {unit} of which not paid yet
/// @param pot {unit} set aside for them
/// @param paid {unit} of the pot
struct SlotCredits {
    uint64 credits;
    uint64 unpaid;
    uint64 pot;
    uint64 paid;
}

/// @notice A running sum over slots, see {Ledger-_begunPrice}.
/// @param sum {tick} over all slots up to `slot`
struct PriceSum {
    uint32 slot;
    uint64 sum;
}

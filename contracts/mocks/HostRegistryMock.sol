// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

/// @dev A registry of hosts that says what it was told to.
contract HostRegistryMock {
    struct Share {
        uint256 licence;
        uint256 share;
    }

    mapping(uint256 host => Share) public shareOf;
    mapping(uint256 licence => address) public payeeOf;

    function setShare(uint256 host, uint256 licence, uint256 share) external {
        shareOf[host] = Share(licence, share);
    }

    function setPayee(uint256 licence, address payee) external {
        payeeOf[licence] = payee;
    }
}

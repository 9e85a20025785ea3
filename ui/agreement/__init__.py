"""Agreements, agreed values, joint products and consignment."""

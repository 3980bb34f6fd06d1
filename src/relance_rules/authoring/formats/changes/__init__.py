"""What changed between two sets of rules, in the words of those who write them."""

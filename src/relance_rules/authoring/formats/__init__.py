"""How what authors are told is printed: findings, cases, changes, proofs and passages, one package each."""

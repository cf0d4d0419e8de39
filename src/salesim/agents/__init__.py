"""What customers, reps, managers and distributors do: equations, kernels over columns, decisions."""

package reports

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestPrint(t *testing.T) {
	for _, c := range []struct {
		cell Cell
		want string
	}{
		{Cell{Kind: Percent, N: 23_974, Of: 24_932}, "96.16%"},
		{Cell{Kind: Percent, N: 1, Of: 3}, "33.33%"},
		{Cell{Kind: Percent, N: 2, Of: 3}, "66.67%"},
		{Cell{Kind: Percent, N: 1, Of: 80_000}, "0.00%"},
		{Cell{Kind: Percent, N: 5, Of: 100_000}, "0.01%"}, // half, away from zero
		{Cell{Kind: Percent, N: 7, Of: 7}, "100.00%"},
		{Cell{Kind: Percent}, "/"},
		{Cell{Kind: Change, N: 3, Of: 4}, "-25.00%"},
		{Cell{Kind: Change, N: 4, Of: 3}, "+33.33%"},
		{Cell{Kind: Change, N: 4, Of: 4}, "0.00%"},
		{Cell{Kind: Change, N: 4}, "/"},
		{Cell{Kind: Change, N: 0, Of: 9}, "-100.00%"},
		{Cell{Kind: Points, N: -7}, "-0.07个百分点"},
		{Cell{Kind: Points, N: 1677}, "+16.77个百分点"},
		{Cell{Kind: Days, N: 25, Of: 10}, "2.5"},
		{Cell{Kind: Days}, "/"},
		{Cell{Kind: Count}, "0"},
		{Cell{Kind: None}, "/"},
		{date(june.First()), "2021-06-01"},
		{at(june.Last().At(17, 30)), "2021-06-30 17:30"},
	} {
		if got := c.cell.Print("zh"); got != c.want {
			t.Errorf("%+v prints %q, want %q", c.cell, got, c.want)
		}
	}
}

// TestRounding compares with exact fractions: half away from zero at the second digit.
func TestRounding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		of := rapid.Int64Range(1, 100_000_000).Draw(t, "of")
		n := rapid.Int64Range(-100_000_000, 100_000_000).Draw(t, "n")
		exact := new(big.Rat).SetFrac64(n, of)
		exact.Mul(exact, big.NewRat(100, 1))
		if got := decimal(hundredths(n, of)); got != exact.FloatString(2) && !(exact.Sign() < 0 && got == "0.00") {
			t.Fatalf("%d / %d prints %s, exactly %s", n, of, got, exact.FloatString(2))
		}
	})
}

func TestMedianAndMean(t *testing.T) {
	for _, c := range []struct {
		days         map[int]int64
		of           int64
		median, mean string
	}{
		{nil, 0, "/", "/"},
		{map[int]int64{3: 1}, 1, "3.0", "3.0"},
		{map[int]int64{1: 1, 2: 1}, 2, "1.5", "1.5"},
		{map[int]int64{1: 2, 10: 1}, 3, "1.0", "4.0"},
		{map[int]int64{0: 1, 1: 1, 5: 2}, 4, "3.0", "2.8"},
	} {
		m, mean := median(c.days, c.of), mean(c.days, c.of)
		if got := (Cell{Kind: Days, N: m.N, Of: m.Base}).Print("zh"); got != c.median {
			t.Errorf("median of %v is %s, want %s", c.days, got, c.median)
		}
		if got := (Cell{Kind: Days, N: mean.N, Of: mean.Base}).Print("zh"); got != c.mean {
			t.Errorf("mean of %v is %s, want %s", c.days, got, c.mean)
		}
	}
}

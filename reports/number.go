package reports

import (
	"fmt"
	"strconv"

	"jiangqitong/internal/workday"
)

// NoBase is printed where a rate has no base or a change nothing to compare with.
const NoBase = "/"

// hundredths is n / of in hundredths of a percent, rounded half away from zero. of must be positive.
func hundredths(n, of int64) int64 {
	sign := int64(1)
	if n < 0 {
		sign, n = -1, -n
	}
	return sign * ((2*n*10_000 + of) / (2 * of))
}

// decimal writes n / 100 with two digits.
func decimal(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
}

func signed(n int64, unit string) string {
	if n > 0 {
		return "+" + decimal(n) + unit
	}
	return decimal(n) + unit
}

// Print is the cell as a reader sees it.
func (c Cell) Print(lang string) string {
	switch c.Kind {
	case Count, Rank:
		return strconv.FormatInt(c.N, 10)
	case Percent:
		if c.Of == 0 {
			return NoBase
		}
		return decimal(hundredths(c.N, c.Of)) + "%"
	case Change:
		if c.Of == 0 {
			return NoBase
		}
		return signed(hundredths(c.N-c.Of, c.Of), "%")
	case Points:
		return signed(c.N, Words{Zh: "个百分点", En: " pp"}.In(lang))
	case Score:
		if c.Of == 0 {
			return NoBase
		}
		return decimal(c.N)
	case Days:
		if c.Of == 0 {
			return NoBase
		}
		return fmt.Sprintf("%d.%d", c.N/10, c.N%10)
	case Day:
		return workday.DateOf(c.At).String()
	case Instant:
		return c.At.In(workday.Zone).Format("2006-01-02 15:04")
	case None:
		return NoBase
	}
	return c.Text.In(lang)
}

// Numeric says whether the cell is a figure, which is set to the right.
func (c Cell) Numeric() bool {
	switch c.Kind {
	case Count, Rank, Percent, Change, Points, Score, Days, None:
		return true
	}
	return false
}

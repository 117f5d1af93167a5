package reports

import (
	"math/big"
	"testing"
	"time"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
)

// TestPublishedBulletin puts a whole published city bulletin through the fold, May 2023: its channels and its kinds each
// add up to the published total, and every share is what exact division gives at the printed digit.
func TestPublishedBulletin(t *testing.T) {
	const total = 38_447
	channels := []bulletinPart{{"telephone", 34_859}, {"wechat", 2_724}, {"mail", 170}, {"police", 261}, {"above", 318}, {"site", 115}}
	kinds := []bulletinPart{{"inquiry", 19_651}, {"help", 592}, {"suggestion", 649}, {"complaint", 15_042}, {"report", 2_513}}
	month := workday.MakeMonth(2023, time.May)
	at := month.First().At(9, 0)
	refs := &cases.Refs{Calendar: workday.China()}
	for _, k := range kinds {
		refs.Categories = append(refs.Categories, cases.Category{Code: k.code, Name: same(k.code), Group: cases.OtherGroup})
	}
	var records []*cases.Record
	channel, kind := walk(channels), walk(kinds)
	for i := range total {
		c := new(cases.Case)
		c.ID, c.Round, c.State, c.Company, c.FiledAt = int64(i), 1, cases.Filed, int64(i), at
		c.Source, c.Category = cases.Source(channel()), kind()
		records = append(records, &cases.Record{Case: c})
	}
	b := Monthly(Input{Period: cases.MonthPeriod(month), Refs: refs.Index()}, records)
	for sheet, parts := range map[string][]bulletinPart{"source": channels, "category": kinds} {
		got := map[string]Row{}
		for _, r := range b.Sheet(sheet).Tables[0].Rows {
			got[r.Cells[0].Print("zh")] = r
		}
		if n := got["合计"].Cells[1].N; n != total {
			t.Errorf("%s adds up to %d", sheet, n)
		}
		for _, p := range parts {
			r := got[p.code]
			share := new(big.Rat).Mul(big.NewRat(int64(p.n), total), big.NewRat(100, 1)).FloatString(2) + "%"
			if len(r.Cells) < 3 || r.Cells[1].N != int64(p.n) || r.Cells[2].Print("zh") != share {
				t.Errorf("%s: %+v, published %d, which is %s", p.code, r.Cells[:min(len(r.Cells), 3)], p.n, share)
			}
		}
	}
	for _, r := range b.Sheet("checks").Tables[0].Rows {
		if r.Cells[3].Tone != Good {
			t.Errorf("%s: %d against %d", r.Cells[0].Text.Zh, r.Cells[1].N, r.Cells[2].N)
		}
	}
}

// bulletinPart is a published part.
type bulletinPart struct {
	code string
	n    int
}

// walk hands out the codes of the parts, each as often as it is published.
func walk(parts []bulletinPart) func() string {
	i, left := 0, parts[0].n
	return func() string {
		for left == 0 {
			i++
			left = parts[i].n
		}
		left--
		return parts[i].code
	}
}

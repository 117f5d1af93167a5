package chart

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"pgregory.net/rapid"

	"jiangqitong/web/i18n"
)

func render(t *testing.T, c templ.Component) string {
	t.Helper()
	var text strings.Builder
	if err := c.Render(i18n.With(context.Background(), i18n.Chinese), &text); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

func sample() Data {
	return Data{Title: "构成", Unit: "件", Head: "类别", Labels: []Label{{"民生", "/m"}, {"审批", "/s"}, {"其他", ""}},
		Series: []Series{{Name: "办结", Values: []float64{4, 15, 9}}}}
}

func TestScaleHoldsEveryValueInRoundSteps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.Float64Range(0.001, 1e9).Draw(t, "most")
		top, step := scale(most)
		if top < most*(1-1e-9) {
			t.Fatalf("the axis ends at %v below %v", top, most)
		}
		if lines := top / step; lines < 1 || lines > 6 {
			t.Fatalf("%v has %v grid lines", most, lines)
		}
		digit := step / math.Pow(10, math.Floor(math.Log10(step)+1e-9))
		if math.Abs(digit-1) > 1e-6 && math.Abs(digit-2) > 1e-6 && math.Abs(digit-5) > 1e-6 {
			t.Fatalf("the step %v is not 1, 2 or 5 times a power of ten", step)
		}
	})
}

func TestSlicesFillTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(0, 1e6), 1, 12).Draw(t, "values")
		d := Data{Series: []Series{{Values: values}}, Labels: make([]Label, len(values))}
		sum, end, whole := 0.0, 0.0, d.sum(0)
		for _, v := range values[1:] {
			whole += v
		}
		for _, s := range laySlices(d) {
			if math.Abs(s.from-end) > 1e-6 {
				t.Fatalf("a slice begins at %v where the last ended at %v", s.from, end)
			}
			end, sum = s.from+s.part, sum+s.part
		}
		if whole > 0 && math.Abs(sum-100) > 1e-6 {
			t.Fatalf("the slices make %v percent", sum)
		}
	})
}

func TestBarsAreInProportion(t *testing.T) {
	d := sample()
	d.Series = append(d.Series, Series{Name: "在办", Values: []float64{1, 0, None}})
	rows, height := layBars(d, false)
	longest := rows[1].bars[0]
	if longest.width != barEnd {
		t.Errorf("the longest bar is %v wide, want %v", longest.width, barEnd)
	}
	if got, want := rows[0].bars[0].width, barEnd*4/15; math.Abs(got-want) > 1e-9 {
		t.Errorf("4 of 15 is %v wide, want %v", got, want)
	}
	if rows[2].bars[1].width != 0 || rows[2].values[1].text != "/" {
		t.Errorf("a value without a base is drawn as %+v", rows[2])
	}
	if last := rows[2].bars[1]; last.y+barHeight > height {
		t.Errorf("the last bar ends below the picture's height of %v", height)
	}
}

func TestStackedBarsStandBehindEachOther(t *testing.T) {
	d := sample()
	d.Series = append(d.Series, Series{Name: "在办", Values: []float64{6, 0, 1}})
	rows, _ := layBars(d, true)
	first, second := rows[0].bars[0], rows[0].bars[1]
	if second.x != first.x+first.width || first.y != second.y {
		t.Errorf("the second part stands at %v,%v behind the first of %+v", second.x, second.y, first)
	}
	if rows[0].values[0].text != "10" {
		t.Errorf("the sum is printed as %s", rows[0].values[0].text)
	}
}

func TestLineLeavesAGapWithoutABase(t *testing.T) {
	d := Data{Labels: make([]Label, 4), Series: []Series{{Name: "率", Values: []float64{1, None, 3, 4}}}}
	traces := layTraces(d, 5)
	if got := len(traces[0].segments); got != 1 {
		t.Errorf("%d segments, want 1: only the third and fourth months are joined", got)
	}
	if got := len(traces[0].dots); got != 3 {
		t.Errorf("%d dots, want 3", got)
	}
	if area(traces[0], 4) != "" {
		t.Error("the ground under a broken line should not be filled")
	}
}

func TestPlacesStayInThePicture(t *testing.T) {
	for n := 1; n <= 40; n++ {
		for i := range n {
			if x := across(i, n); x-strip(n)/2 < plotLeft-1e-9 || x+strip(n)/2 > 100+1e-9 {
				t.Fatalf("place %d of %d is at %v", i, n, x)
			}
		}
	}
}

func TestChartsCarryTableLinksAndWords(t *testing.T) {
	for name, draw := range map[string]func(Data) templ.Component{"bar": Bar, "stacked": Stacked, "line": Line, "column": Column, "donut": Donut, "share": Share} {
		page := render(t, draw(sample()))
		for _, want := range []string{"<svg", "<table", `href="/m"`, "<title>民生", "审批", ">15<"} {
			if !strings.Contains(page, want) {
				t.Errorf("%s has no %s: %s", name, want, page)
			}
		}
		if strings.Contains(page, "NaN") || strings.Contains(page, "style=") {
			t.Errorf("%s prints NaN or a style attribute: %s", name, page)
		}
	}
}

func TestChartsBearEmptyAndOddData(t *testing.T) {
	odd := []Data{{}, {Labels: []Label{{Text: "一"}}}, {Series: []Series{{Name: "空"}}},
		{Labels: []Label{{Text: "一"}}, Series: []Series{{Name: "无", Values: []float64{None}}}},
		{Labels: []Label{{Text: "一"}}, Series: []Series{{Name: "零", Values: []float64{0}}}},
		{Labels: make([]Label, 3), Series: []Series{{Name: "短", Values: []float64{1}, Hrefs: []string{"/a"}}}}}
	for name, draw := range map[string]func(Data) templ.Component{"bar": Bar, "stacked": Stacked, "line": Line, "column": Column, "donut": Donut, "share": Share} {
		for i, d := range odd {
			if page := render(t, draw(d)); strings.Contains(page, "NaN") || strings.Contains(page, "Inf") {
				t.Errorf("%s of odd data %d prints %s", name, i, page)
			}
		}
	}
}

func TestSharesRoundHalfAwayFromZero(t *testing.T) {
	d := Data{Labels: make([]Label, 2), Series: []Series{{Values: []float64{1, 399}}}}
	if got := laySlices(d)[0].share; got != "0.3%" {
		t.Errorf("0.25 percent is printed as %s", got)
	}
}

package main

import (
	"context"
	"fmt"

	"github.com/alecthomas/kong"

	"jiangqitong/cases"
)

type verifyCommand struct {
	site
	What string `arg:"" optional:"" enum:"all,clocks,worklists" default:"all" help:"What is worked out anew: clocks (every due instant from its ledger), worklists (who has what to do, and the counts); both without it."`
}

// Run works out anew what is stored and prints a sentence for each difference; any difference is a failure.
func (c *verifyCommand) Run(ctx context.Context, k *kong.Context, lang language) error {
	i, end, err := c.operate(ctx)
	if err != nil {
		return err
	}
	defer end()
	wrong := 0
	tell := func(w cases.Words) {
		wrong++
		fmt.Fprintln(k.Stdout, w.In(string(lang)))
	}
	for _, check := range []struct {
		name string
		run  func(context.Context, func(cases.Words)) (int, error)
		cases.Words
	}{
		{"clocks", i.Desk.VerifyClocks, cases.Words{Zh: "已核对 %d 个时限。", En: "%d clocks were counted."}},
		{"worklists", i.Desk.VerifyWorklists, cases.Words{Zh: "已核对 %d 件诉求所在的清单。", En: "The worklists of %d requests were worked out."}},
	} {
		if c.What != "all" && c.What != check.name {
			continue
		}
		n, err := check.run(ctx, tell)
		if err != nil {
			return err
		}
		fmt.Fprintf(k.Stdout, check.In(string(lang))+"\n", n)
	}
	if wrong > 0 {
		return say("有 %d 处与推算不符，见上面各行；请联系技术支持，不要自行修改数据库。",
			"%d stored facts differ from what the rules say, as listed above; ask for support and do not edit the database by hand.", wrong)
	}
	return nil
}

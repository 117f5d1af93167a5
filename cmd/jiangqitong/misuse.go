package main

import (
	"errors"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"

	"jiangqitong/cases"
	"jiangqitong/internal/workday"
)

// misuse says what is wrong with a command line, and where to read how it goes.
func misuse(parser *kong.Kong, args []string, err error) *cases.Problem {
	var words cases.Words
	if text, ok := errors.AsType[*workday.TextError](err); ok {
		words = cases.Words{Zh: text.Text("zh"), En: text.Text("en")}
	} else if problems := cases.ProblemsOf(err); len(problems) > 0 {
		words = problems[0].Words
	} else if len(args) == 0 {
		words = toDo(parser)
	} else {
		words = inWords(err.Error())
	}
	return say(strings.TrimRight(words.Zh, "。.")+"。用法见 jiangqitong --help。", strings.TrimRight(words.En, ".")+". See jiangqitong --help.")
}

// toDo lists the commands for who gives none.
func toDo(parser *kong.Kong) cases.Words {
	var names []string
	for _, command := range parser.Model.Children {
		names = append(names, command.Name)
	}
	list := strings.Join(names, ", ")
	return cases.Words{Zh: "请写明要做什么：" + list, En: "Say what to do: " + list}
}

// fromVariable is how the parser names the variable that a value came from.
var fromVariable = regexp.MustCompile(`^--[\w-]+(: .*) \(from envar (\w+)=.*\)$`)

// inWords puts what the parser says into a sentence of each language. What is not foreseen stays as the parser has it.
func inWords(said string) cases.Words {
	said = fromVariable.ReplaceAllString(said, "$2$1")
	for _, m := range misuses {
		if at := m.said.FindStringSubmatchIndex(said); at != nil {
			zh, en := m.said.ExpandString(nil, m.Zh, said, at), m.said.ExpandString(nil, m.En, said, at)
			return cases.Words{Zh: string(zh), En: string(en)}
		}
	}
	return cases.Words{Zh: said, En: said}
}

// misuses are the parser's complaints with what a person is told. A flag's value is not repeated: it may be secret.
var misuses = []struct {
	said *regexp.Regexp
	cases.Words
}{
	{regexp.MustCompile(`^unexpected argument (.+), did you mean (?:one of )?(.+)\?$`),
		cases.Words{Zh: "没有“${1}”这个命令或参数，也许是 ${2}", En: "There is no command or argument “${1}”; perhaps you mean ${2}"}},
	{regexp.MustCompile(`^unexpected argument (.+)$`),
		cases.Words{Zh: "没有“${1}”这个命令或参数", En: "There is no command or argument “${1}”"}},
	{regexp.MustCompile(`^unknown flag (.+), did you mean (?:one of )?(.+)\?$`),
		cases.Words{Zh: "没有 ${1} 这个选项，也许是 ${2}", En: "There is no flag ${1}; perhaps you mean ${2}"}},
	{regexp.MustCompile(`^unknown flag (.+)$`),
		cases.Words{Zh: "没有 ${1} 这个选项", En: "There is no flag ${1}"}},
	{regexp.MustCompile(`^expected "(<\w+>).*"$`),
		cases.Words{Zh: "命令后面缺少 ${1}", En: "${1} is missing after the command"}},
	{regexp.MustCompile(`^\[?(.+?)\]? must be one of (.+) but got (".*")$`),
		cases.Words{Zh: "${1} 只能是 ${2} 之一，不能是 ${3}", En: "${1} is one of ${2}, not ${3}"}},
	{regexp.MustCompile(`^(--\S+) and (--\S+) can't be used together$`),
		cases.Words{Zh: "${1} 和 ${2} 不能同时使用", En: "${1} and ${2} cannot be used together"}},
	{regexp.MustCompile(`^(\S+): expected \w+ value but got "(-.+)" \(`),
		cases.Words{Zh: "${1} 缺少取值；如果取值就是 ${2}，请写成 ${1}=${2}", En: "${1} has no value; if ${2} is it, write ${1}=${2}"}},
	{regexp.MustCompile(`^(\S+): expected \w+ value but got`),
		cases.Words{Zh: "${1} 后面缺少取值", En: "${1} needs a value"}},
	{regexp.MustCompile(`^(\S+): expected duration`),
		cases.Words{Zh: "${1} 应是时长，如 30s、5m", En: "${1} is a length of time such as 30s or 5m"}},
	{regexp.MustCompile(`^(\S+): expected an? .*\bint\b`),
		cases.Words{Zh: "${1} 应是整数", En: "${1} is a whole number"}},
	{regexp.MustCompile(`^(\S+): bool value must be`),
		cases.Words{Zh: "${1} 只能是 true 或 false", En: "${1} is true or false"}},
	{regexp.MustCompile(`^(\S+): netip\.ParsePrefix`),
		cases.Words{Zh: "${1} 应是网段，如 10.0.0.0/8 或 127.0.0.1/32", En: "${1} is a network such as 10.0.0.0/8 or 127.0.0.1/32"}},
	{regexp.MustCompile(`^(\S+): (?:expected "<key>=<value>"|missing value)`),
		cases.Words{Zh: "${1} 应写成 名称=取值", En: "${1} is written NAME=VALUE"}},
}

# Jiangqitong: `make run` starts the product with sample data, `make test` runs every test.

.PHONY: run build test year check bench generate format

export CGO_ENABLED = 1

run: build
	./dist/jiangqitong demo

build:
	go build -trimpath -o dist/jiangqitong ./cmd/jiangqitong

# Installs what the tests need and the machine lacks where it may; see the script.
test:
	@scripts/test.sh

# Lives through a year of 5,000 random cases on both engines, and another by a seed of today. The tests of every day live
# through one of 300 on SQLite, and half of one on PostgreSQL.
year:
	go test ./internal/year -timeout 120m -v -from 01-01 -cases 5000 -idle 70m
	go test ./internal/year -timeout 120m -v -from 01-01 -cases 1000 -idle 70m -seed $$(date +%Y%m%d)

check: format generate
	go vet ./...
	go tool staticcheck ./...
	@scripts/fresh.sh
	@scripts/test.sh -race

format:
	@files=$$(gofmt -l $$(git ls-files '*.go' && git ls-files --others --exclude-standard '*.go')); \
	if [ -n "$$files" ]; then printf 'gofmt -w these files:\n%s\n' "$$files"; exit 1; fi

# Writes again what is made from other files: page templates and documents.
generate:
	go generate ./...

# Measures the product beside the raw limit of the machine. BENCH narrows it, for example
# make bench BENCH='-only timer', or BENCH='-cases 10000 -large 100000' for a quick look.
bench:
	go run ./bench $(BENCH)

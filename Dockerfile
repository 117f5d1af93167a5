# The image runs `jiangqitong serve` as a plain user, with everything it keeps in /data.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=1 go build -trimpath -o /jiangqitong ./cmd/jiangqitong

FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin jiangqitong \
 && install -d -o jiangqitong -g jiangqitong -m 0700 /data
COPY --from=build /jiangqitong /usr/local/bin/jiangqitong
USER jiangqitong
WORKDIR /data
ENV JQT_ADDR=0.0.0.0:8080 \
    JQT_DB=sqlite:/data/jiangqitong.db \
    JQT_FILES=/data/files
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /healthz HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && head -1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["jiangqitong"]
CMD ["serve"]

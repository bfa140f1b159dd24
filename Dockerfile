# Builds and runs the server with the demo session. Both stages install by the script that
# `make run` uses, and the program is put in place by a script that the tests run too.
FROM swift:6.3-bookworm AS build
WORKDIR /source
COPY Scripts/install Scripts/
RUN Scripts/install build
COPY . .
RUN Scripts/build-image-root /image

FROM debian:bookworm-slim
COPY Scripts/install /tmp/install
RUN /tmp/install run demo && rm -rf /tmp/install /var/lib/apt/lists/*
COPY --from=build /image/ /
RUN useradd --system --groups audio --create-home outboard
USER outboard
# Presets and Dashboard lie here; the program looks for them where it is started.
WORKDIR /usr/share/outboard
EXPOSE 8350
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["outboard", "status"]
ENTRYPOINT ["outboard"]
CMD ["serve", "--driver", "clock"]

# The first two checkpoints: jobs start, and may write to the bucket. Nothing but the program, and what it loads.
FROM scratch
ARG VERSION=unknown
ARG REVISION=unknown
ARG SOURCE=unknown
LABEL org.opencontainers.image.title="GlacierBatch hello" \
      org.opencontainers.image.description="Tries whether jobs start and may write to the bucket" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.source="${SOURCE}"
COPY --chmod=0755 bin/ld-linux-x86-64.so.2 /lib64/
COPY --chmod=0755 bin/lib/ /lib/x86_64-linux-gnu/
COPY --chmod=0644 bin/ca-certificates.crt /etc/ssl/certs/
COPY --chmod=0755 bin/glacierbatch-entrypoint /
ENV HOME=/ SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
USER 10001:10001
HEALTHCHECK NONE
ENTRYPOINT ["/glacierbatch-entrypoint"]
CMD ["hello"]

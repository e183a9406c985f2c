# The image of ingest-service. Build it from the root of the repository:
#   docker build -f deploy/ingest-service.Dockerfile -t loxodonta/ingest-service .
# The first stage is the same text in all three Dockerfiles, so it is built once.

FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/var/cache/maven \
    mvn -B -q -Dmaven.repo.local=/var/cache/maven -pl shard-router,ingest-service,search-service -am \
        -Dmaven.test.skip=true -Dspotless.check.skip=true \
        package dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=target/lib

FROM eclipse-temurin:25-jre-noble
RUN groupadd --system --gid 10001 loxodonta \
    && useradd --system --uid 10001 --gid loxodonta --no-create-home --shell /usr/sbin/nologin loxodonta
COPY --from=build /src/ingest-service/target/lib/ /opt/loxodonta/lib/
COPY --from=build /src/ingest-service/target/loxodonta-ingest-service-*.jar /opt/loxodonta/lib/
COPY deploy/config/ingest.yaml /etc/loxodonta/ingest.yaml
USER 10001:10001
EXPOSE 7710 7711
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=90s --retries=6 \
    CMD ["sh", "-c", "curl --fail --silent --output /dev/null \"http://localhost:${HTTP_PORT:-7711}/health\""]
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", \
    "-XX:+ExitOnOutOfMemoryError", "-cp", "/opt/loxodonta/lib/*", "dev.loxodonta.ingest.IngestService"]
CMD ["/etc/loxodonta/ingest.yaml"]

# One recipe for all services; docker/build gives the arguments. Needs no BuildKit.
ARG BASE=eclipse-temurin:25-jre

FROM ${BASE} AS layers
ARG SERVICE
WORKDIR /build
COPY ${SERVICE}/target/${SERVICE}-*-exec.jar app.jar
RUN java -Djarmode=tools -jar app.jar extract --layers --destination layers

FROM ${BASE}
ARG SERVICE
ARG PORT
ARG MANAGEMENT_PORT
WORKDIR /app
# What changes least comes first, so that a new version of a service is a layer of some hundred kilobytes and its cache.
COPY --from=layers /build/layers/dependencies/ ./
COPY --from=layers /build/layers/spring-boot-loader/ ./
COPY --from=layers /build/layers/snapshot-dependencies/ ./
COPY --from=layers /build/layers/application/ ./
COPY docker/ready /usr/local/bin/
COPY docker/jvm.options ./
# Where the tokenizer of the built-in model unpacks its library, instead of in a home directory.
ENV DJL_CACHE_DIR=/tmp/djl
# The JVM remembers what it has loaded and linked until the beans were made, for which neither Kafka nor Redis is needed;
# but a key, as a service that nobody could call doesn't start. No key has the hash of zeros.
RUN start="java @jvm.options -Dspring.context.exit=onRefresh -Dmillrace.security.keys[0].name=training \
      -Dmillrace.security.keys[0].scopes=admin -Dmillrace.security.keys[0].hash=$(printf %064d 0)"; \
    { $start -XX:AOTCacheOutput=app.aot -jar app.jar && $start -XX:AOTCache=app.aot -XX:AOTMode=on -jar app.jar; } \
      >training.log 2>&1 || { cat training.log; exit 1; }; \
    rm -rf training.log /tmp/*

# The container's own loopback reaches nobody: what of a service is open is up to millrace.security.*.
ENV SERVER_ADDRESS=0.0.0.0 \
    SERVER_PORT=${PORT} \
    MANAGEMENT_SERVER_PORT=${MANAGEMENT_PORT} \
    JDK_JAVA_OPTIONS="-XX:MaxRAMPercentage=60"
EXPOSE ${PORT} ${MANAGEMENT_PORT}
USER 10001:10001
HEALTHCHECK --interval=5s --timeout=4s --start-period=90s --retries=3 CMD ["ready"]
# Native libraries are unpacked in /tmp, the one place that is written to.
ENTRYPOINT ["java", "@/app/jvm.options", "-XX:AOTCache=/app/app.aot", "-jar", "/app/app.jar"]

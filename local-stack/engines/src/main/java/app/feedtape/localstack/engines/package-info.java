/** PostgreSQL, Kafka and Redis as child processes, from the build's own dependencies. */
@org.jspecify.annotations.NullMarked
package app.feedtape.localstack.engines;

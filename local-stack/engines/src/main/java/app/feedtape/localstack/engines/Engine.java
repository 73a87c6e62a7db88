package app.feedtape.localstack.engines;

/** One running child that answers on a loopback port and keeps its data in a directory. */
public sealed interface Engine extends AutoCloseable
        permits PostgresEngine, KafkaEngine, RedisEngine {
    int port();

    /** The process id of the server itself, not of a wrapper. */
    long pid();

    boolean isAlive();

    /** Asks it to end and waits; after 10 s it is killed. */
    void stop();

    /**
     * SIGKILL, for fault tests: nothing is flushed, and a later start on the same directory
     * recovers.
     */
    void kill();

    @Override
    default void close() {
        stop();
    }
}

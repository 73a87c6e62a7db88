package app.feedtape.test;

/** Where the engines of a test JVM come from. */
public sealed interface TestEngines permits EmbeddedEngines, ContainerEngines {
    Database postgres();

    Broker kafka();

    Cache redis();

    /** `server` is the JDBC URL up to and including the slash before the database name. */
    record Database(String server, int port, String user, String password) {}

    record Cache(int port, String password) {}

    /**
     * A broker that can be away for a while: killed where it is a process, frozen where it is a
     * container.
     */
    interface Broker {
        String bootstrapServers();

        /** From now on it serves nobody. */
        void takeAway();

        /** Back at the same address with everything it had acknowledged. */
        void bringBack();
    }
}

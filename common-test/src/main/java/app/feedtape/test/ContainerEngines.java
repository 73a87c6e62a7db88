package app.feedtape.test;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** Containers; Testcontainers removes them after the JVM has ended. */
final class ContainerEngines implements TestEngines {
    private static final String PASSWORD = "engine-password-of-tests";

    @Override
    public Database postgres() {
        var container =
                new PostgreSQLContainer(DockerImageName.parse("postgres:18"))
                        .withUsername("postgres")
                        .withPassword(PASSWORD);
        container.start();
        var server =
                "jdbc:postgresql://%s:%d/"
                        .formatted(container.getHost(), container.getMappedPort(5432));
        return new Database(server, container.getMappedPort(5432), "postgres", PASSWORD);
    }

    @Override
    public Broker kafka() {
        var container =
                new KafkaContainer(DockerImageName.parse("apache/kafka:4.2.1"))
                        .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                        .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0");
        container.start();
        return new FreezableBroker(container);
    }

    @Override
    public Cache redis() {
        var container =
                new GenericContainer<>(DockerImageName.parse("redis:8-alpine"))
                        .withExposedPorts(6379)
                        .withCommand("redis-server", "--requirepass", PASSWORD);
        container.start();
        return new Cache(container.getMappedPort(6379), PASSWORD);
    }

    private record FreezableBroker(KafkaContainer container) implements Broker {
        @Override
        public String bootstrapServers() {
            return container.getBootstrapServers();
        }

        @Override
        public void takeAway() {
            try (var command =
                    container.getDockerClient().pauseContainerCmd(container.getContainerId())) {
                command.exec();
            }
        }

        @Override
        public void bringBack() {
            try (var command =
                    container.getDockerClient().unpauseContainerCmd(container.getContainerId())) {
                command.exec();
            }
        }
    }
}

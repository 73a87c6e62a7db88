package app.feedtape.localstack.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One KRaft broker that is its own controller: formats an empty directory in the same process,
 * starts, and writes the file named by the second argument once the broker is unfenced, which is
 * when clients are served.
 */
public final class BrokerMain {
    private BrokerMain() {}

    /** Arguments: the properties file, the file to write when ready. */
    public static void main(String[] arguments) throws Exception {
        var properties = read(Path.of(arguments[0]));
        var ready = Path.of(arguments[1]);
        format(properties);
        var server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "broker-shutdown"));
        try {
            server.startup();
            Files.writeString(ready, Long.toString(ProcessHandle.current().pid()));
            server.awaitShutdown();
        } catch (RuntimeException failure) {
            failure.printStackTrace(System.err);
            // The broker's own threads are not daemons: without a halt a failed start would hang.
            Exit.halt(1);
        }
    }

    private static Properties read(Path file) throws IOException {
        var properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        }
        return properties;
    }

    /**
     * Static voters, because a dynamic quorum stores the controller's port and the port is free to
     * change.
     */
    private static void format(Properties properties) throws Exception {
        var directory = properties.getProperty("log.dirs");
        if (Files.exists(Path.of(directory, "meta.properties"))) {
            return;
        }
        new Formatter()
                .setPrintStream(new PrintStream(System.out, true))
                .setNodeId(Integer.parseInt(properties.getProperty("node.id")))
                .setClusterId(Uuid.randomUuid().toString())
                .setDirectories(List.of(directory))
                .setMetadataLogDirectory(directory)
                .setControllerListenerName("CONTROLLER")
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .setIgnoreFormatted(true)
                .run();
    }
}

package app.feedtape.world.polly;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;

/** The stand-in alone on a free port, with HTTP/1.1 and HTTP/2 by prior knowledge. */
final class PollyServer implements AutoCloseable {
    private final Tomcat tomcat = new Tomcat();

    PollyServer(LocalVoice voice) {
        try {
            Path folder = Files.createTempDirectory("polly");
            tomcat.setBaseDir(folder.toString());
            Connector connector = new Connector();
            connector.setPort(0);
            connector.addUpgradeProtocol(new Http2Protocol());
            tomcat.setConnector(connector);
            Context context = tomcat.addContext("", folder.toString());
            Tomcat.addServlet(context, "polly", new PollyServlet(voice, Clock.systemUTC()));
            context.addServletMappingDecoded("/polly/*", "polly");
            tomcat.start();
        } catch (IOException notMade) {
            throw new UncheckedIOException(notMade);
        } catch (LifecycleException notStarted) {
            throw new IllegalStateException(notStarted);
        }
    }

    String address() {
        return "http://127.0.0.1:%d/polly".formatted(tomcat.getConnector().getLocalPort());
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException notStopped) {
            throw new IllegalStateException(notStopped);
        }
    }
}

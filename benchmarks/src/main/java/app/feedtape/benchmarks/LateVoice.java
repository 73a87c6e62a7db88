package app.feedtape.benchmarks;

import app.feedtape.world.polly.LocalVoice;
import app.feedtape.world.polly.PollyServlet;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/**
 * The provider: the local world's Polly, quotas included, which answers each text after the same
 * time however long it is, and then at once.
 */
final class LateVoice implements AutoCloseable {

    private final Tomcat tomcat = new Tomcat();

    LateVoice(Duration latency) throws IOException, LifecycleException {
        Path folder = Files.createTempDirectory("late-voice");
        tomcat.setBaseDir(folder.toString());
        Connector connector = new Connector();
        connector.setPort(0);
        connector.getProtocolHandler().setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", folder.toString());
        Tomcat.addServlet(context, "polly", new PollyServlet(LocalVoice.tone(), Clock.systemUTC()));
        context.addServletMappingDecoded("/polly/*", "polly");
        FilterDef late = new FilterDef();
        late.setFilterName("late");
        late.setFilter(late(latency));
        context.addFilterDef(late);
        FilterMap everywhere = new FilterMap();
        everywhere.setFilterName("late");
        everywhere.addURLPattern("/polly/v1/speech");
        context.addFilterMap(everywhere);
        tomcat.start();
    }

    private static Filter late(Duration latency) {
        return (request, response, chain) -> {
            try {
                Thread.sleep(latency);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new ServletException(interrupted);
            }
            chain.doFilter(request, response);
        };
    }

    int port() {
        return tomcat.getConnector().getLocalPort();
    }

    String address() {
        return "http://127.0.0.1:%d/polly".formatted(port());
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
    }
}

package app.feedtape.world;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/**
 * Embedded Tomcat: HTTP/1.1 and, because the AWS client insists, HTTP/2 without TLS on the same
 * port.
 */
final class WebServer implements AutoCloseable {

    private final Tomcat tomcat = new Tomcat();
    private final StandardContext context;

    WebServer(Path data, String bindAddress, int port) {
        tomcat.setSilent(true);
        tomcat.setBaseDir(data.resolve("tomcat").toAbsolutePath().toString());
        tomcat.setPort(port);
        Connector connector = new Connector("HTTP/1.1");
        connector.setPort(port);
        connector.setThrowOnFailure(true);
        connector.setProperty("address", bindAddress);
        // stripe-java sends the brackets of list parameters as they are.
        connector.setProperty("relaxedQueryChars", "[]");
        connector.setXpoweredBy(false);
        connector.getProtocolHandler().setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        Http2Protocol http2 = new Http2Protocol();
        connector.addUpgradeProtocol(http2);
        tomcat.setConnector(connector);
        context = (StandardContext) tomcat.addContext("", null);
        // Nothing is ever deployed again here: these searches for leaks need packages that Java
        // keeps closed.
        context.setClearReferencesRmiTargets(false);
        context.setClearReferencesThreadLocals(false);
    }

    void filter(Filter filter) {
        FilterDef definition = new FilterDef();
        definition.setFilterName(filter.getClass().getSimpleName());
        definition.setFilter(filter);
        definition.setAsyncSupported("true");
        context.addFilterDef(definition);
        FilterMap everywhere = new FilterMap();
        everywhere.setFilterName(definition.getFilterName());
        everywhere.addURLPattern("/*");
        context.addFilterMap(everywhere);
    }

    void mount(String pattern, HttpServlet servlet) {
        String name = servlet.getClass().getName();
        Tomcat.addServlet(context, name, servlet).setAsyncSupported(true);
        context.addServletMappingDecoded(pattern, name);
    }

    /** A port that is taken is an {@link IllegalStateException}. */
    void start() {
        try {
            tomcat.start();
        } catch (LifecycleException failed) {
            throw new IllegalStateException("The web server did not start", failed);
        }
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException failed) {
            throw new IllegalStateException("The web server did not stop", failed);
        }
    }
}

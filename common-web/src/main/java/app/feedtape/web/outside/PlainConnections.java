package app.feedtape.web.outside;

import java.time.Duration;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.Timeout;

/**
 * HTTP clients that do nothing by themselves: no redirect, cookie, credential, retry, decoding or
 * kept connection, and the same few headers for everybody.
 */
public final class PlainConnections {

    private static final int MAXIMUM_HEADER_LINE = 8 * 1024;
    private static final int MAXIMUM_HEADERS = 100;

    private PlainConnections() {}

    /**
     * Asks others themselves; each connection passes the guard.
     *
     * @param userAgent says who asks; servers that want to refuse us can
     * @param total longest wait for the next byte; the whole is for the caller to bound
     * @param connect for one connection, and again for its TLS handshake
     */
    public static CloseableHttpClient direct(
            GuardedNames guard, String userAgent, Duration total, Duration connect) {
        return client(guard, userAgent, total, connect).build();
    }

    /** Asks a forward proxy ({@code host:port}), whose name alone is resolved here. */
    public static CloseableHttpClient through(
            String proxy, String userAgent, Duration total, Duration connect) {
        int colon = proxy.lastIndexOf(':');
        HttpHost host =
                new HttpHost(
                        "http",
                        proxy.substring(0, colon),
                        Integer.parseInt(proxy.substring(colon + 1)));
        return client(SystemDefaultDnsResolver.INSTANCE, userAgent, total, connect)
                .setProxy(host)
                .build();
    }

    private static HttpClientBuilder client(
            DnsResolver names, String userAgent, Duration total, Duration connect) {
        return HttpClients.custom()
                .setConnectionManager(connections(names, total, connect))
                .setDefaultRequestConfig(
                        RequestConfig.custom()
                                .setProtocolUpgradeEnabled(false)
                                .setResponseTimeout(Timeout.of(total))
                                .setConnectionRequestTimeout(Timeout.of(total))
                                .build())
                .setConnectionReuseStrategy((request, response, context) -> false)
                .setUserAgent(userAgent)
                .setDefaultHeaders(List.of())
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableAutomaticRetries()
                .disableContentCompression();
    }

    private static PoolingHttpClientConnectionManager connections(
            DnsResolver names, Duration total, Duration connect) {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(names)
                .setMaxConnTotal(256)
                .setMaxConnPerRoute(64)
                .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(connect))
                                .setSocketTimeout(Timeout.of(total))
                                .build())
                .setDefaultTlsConfig(
                        TlsConfig.custom().setHandshakeTimeout(Timeout.of(connect)).build())
                .setDefaultSocketConfig(
                        SocketConfig.custom().setSoTimeout(Timeout.of(total)).build())
                .setConnectionFactory(
                        ManagedHttpClientConnectionFactory.builder()
                                .http1Config(
                                        Http1Config.custom()
                                                .setMaxLineLength(MAXIMUM_HEADER_LINE)
                                                .setMaxHeaderCount(MAXIMUM_HEADERS)
                                                .setMaxEmptyLineCount(2)
                                                .build())
                                .build())
                .build();
    }
}

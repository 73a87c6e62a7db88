package app.feedtape.feed.fetching;

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
final class FeedConnections {

    /** Says who asks; servers that want to refuse us can. */
    static final String USER_AGENT = "FeedTape/1.0 (feed reader)";

    private static final int MAXIMUM_HEADER_LINE = 8 * 1024;
    private static final int MAXIMUM_HEADERS = 100;

    private FeedConnections() {}

    /** Asks feeds themselves; each connection passes the guard. */
    static CloseableHttpClient direct(GuardedNames guard, FetchBudget budget) {
        return client(guard, budget).build();
    }

    /** Asks a forward proxy, whose name alone is resolved here. */
    static CloseableHttpClient through(String proxy, FetchBudget budget) {
        int colon = proxy.lastIndexOf(':');
        HttpHost host =
                new HttpHost(
                        "http",
                        proxy.substring(0, colon),
                        Integer.parseInt(proxy.substring(colon + 1)));
        return client(SystemDefaultDnsResolver.INSTANCE, budget).setProxy(host).build();
    }

    private static HttpClientBuilder client(DnsResolver names, FetchBudget budget) {
        return HttpClients.custom()
                .setConnectionManager(connections(names, budget))
                .setDefaultRequestConfig(
                        RequestConfig.custom()
                                .setProtocolUpgradeEnabled(false)
                                .setResponseTimeout(Timeout.of(budget.total()))
                                .setConnectionRequestTimeout(Timeout.of(budget.total()))
                                .build())
                .setConnectionReuseStrategy((request, response, context) -> false)
                .setUserAgent(USER_AGENT)
                .setDefaultHeaders(List.of())
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableAutomaticRetries()
                .disableContentCompression();
    }

    private static PoolingHttpClientConnectionManager connections(
            DnsResolver names, FetchBudget budget) {
        Timeout connect = Timeout.of(budget.connect());
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(names)
                .setMaxConnTotal(256)
                .setMaxConnPerRoute(64)
                .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                                .setConnectTimeout(connect)
                                .setSocketTimeout(Timeout.of(budget.total()))
                                .build())
                .setDefaultTlsConfig(TlsConfig.custom().setHandshakeTimeout(connect).build())
                .setDefaultSocketConfig(
                        SocketConfig.custom().setSoTimeout(Timeout.of(budget.total())).build())
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

package app.feedtape.billing.appstore;

import app.feedtape.billing.store.StoreCalls;
import com.apple.itunes.storekit.client.BaseAppStoreServerAPIClient;
import com.apple.itunes.storekit.client.BearerTokenAuthenticatorInterface;
import com.apple.itunes.storekit.model.Environment;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The library's client over the JDK's, which can be told an address and how long to wait. */
final class AppStoreClient extends BaseAppStoreServerAPIClient {

    private final URI base;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(1))
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();

    AppStoreClient(URI base, BearerTokenAuthenticatorInterface token, Environment environment) {
        super(token, environment);
        this.base = base;
    }

    private record Answer(int statusCode, String text) implements HttpResponseInterface {
        @Override
        public Reader body() {
            return new StringReader(text);
        }

        @Override
        public void close() {}
    }

    @Override
    protected HttpResponseInterface makeRequest(
            String path,
            String method,
            Map<String, List<String>> query,
            Map<String, String> headers,
            @Nullable String contentType,
            byte @Nullable [] body)
            throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path + query(query)))
                        .timeout(StoreCalls.PATIENCE)
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        try {
            HttpResponse<String> response =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException("Stopped while the App Store was asked", stopping);
        }
    }

    private static String query(Map<String, List<String>> parameters) {
        String query =
                parameters.entrySet().stream()
                        .flatMap(entry ->
                                entry.getValue().stream()
                                        .map(value ->
                                                entry.getKey()
                                                        + "="
                                                        + URLEncoder.encode(
                                                                value, StandardCharsets.UTF_8)))
                        .collect(Collectors.joining("&"));
        return query.isEmpty() ? "" : "?" + query;
    }
}

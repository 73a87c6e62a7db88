package app.feedtape.billing.catalogue;

import app.feedtape.web.document.Answers;
import app.feedtape.web.servlet.PublicEndpoint;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Pattern;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;
import tools.jackson.databind.json.JsonMapper;

@RestController
@PublicEndpoint
class PlansController {

    private static final CacheControl CACHE =
            CacheControl.maxAge(Duration.ofMinutes(1)).cachePublic();
    private static final int TAG_BYTES = 16;

    private final CatalogueDescription catalogue;
    private final JsonMapper json;

    PlansController(CatalogueDescription catalogue, JsonMapper json) {
        this.catalogue = catalogue;
        this.json = json;
    }

    record PlansResponse(@JsonProperty("plans") List<PlanDescription> plans) {}

    /**
     * The plans that can be had now, with prices, limits and features (api.md, subscription and
     * billing). Prices are those of the web; an app names its own {@code store}, {@code apple} or
     * {@code google}, else 400. A price that its store does not know yet is not shown. May be kept
     * for a minute by anybody; 304 for an {@code If-None-Match} with the {@code ETag} it has now.
     */
    @Answers(
            value = PlansResponse.class,
            headers = {"ETag", "Cache-Control"})
    @GetMapping("/api/subscription/plans")
    ResponseEntity<byte[]> list(
            WebRequest request,
            @RequestParam(defaultValue = PlanDescription.ON_THE_WEB)
                    @Pattern(regexp = "stripe|apple|google", message = "is no store")
                    String store) {
        String body = json.writeValueAsString(new PlansResponse(catalogue.list(store)));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String tag = '"' + hash(bytes) + '"';
        return request.checkNotModified(tag)
                ? ResponseEntity.status(HttpStatus.NOT_MODIFIED)
                        .cacheControl(CACHE)
                        .eTag(tag)
                        .build()
                : ResponseEntity.ok()
                        .cacheControl(CACHE)
                        .eTag(tag)
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(bytes);
    }

    private static String hash(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest, 0, TAG_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

package app.feedtape.billing.catalogue;

import app.feedtape.web.servlet.PublicEndpoint;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@PublicEndpoint
class PlansController {

    private final CatalogueDescription catalogue;

    PlansController(CatalogueDescription catalogue) {
        this.catalogue = catalogue;
    }

    record PlansResponse(@JsonProperty("plans") List<PlanDescription> plans) {}

    /**
     * The plans that can be had now, with prices, limits and features (api.md, subscription and
     * billing).
     */
    @GetMapping("/api/subscription/plans")
    ResponseEntity<PlansResponse> list() {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(Duration.ofMinutes(1)).cachePublic())
                .body(new PlansResponse(catalogue.list()));
    }
}

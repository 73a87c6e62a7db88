package app.feedtape.world.polly;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.cbor.CBORGenerator;
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * As much of CloudWatch as tells what Polly has charged: GetMetricStatistics of RequestCharacters
 * by day, in Smithy's RPC v2 over CBOR, which the SDK speaks. Any other metric has no data.
 */
final class Metrics {

    static final String PATH =
            "/service/GraniteServiceVersion20100801/operation/GetMetricStatistics";

    private static final int EPOCH_SECONDS = 1;

    private final CBORMapper cbor = CBORMapper.builder().build();
    private final Charges charges;

    Metrics(Charges charges) {
        this.charges = charges;
    }

    void answer(HttpServletRequest http, HttpServletResponse response) throws IOException {
        JsonNode request = cbor.readTree(http.getInputStream().readAllBytes());
        boolean asked =
                "AWS/Polly".equals(request.path("Namespace").asString(""))
                        && "RequestCharacters".equals(request.path("MetricName").asString(""));
        Map<LocalDate, Long> days =
                asked
                        ? charges.between(time(request, "StartTime"), time(request, "EndTime"))
                        : Map.of();
        response.setHeader("smithy-protocol", "rpc-v2-cbor");
        response.setContentType("application/cbor");
        try (JsonGenerator out = cbor.createGenerator(response.getOutputStream())) {
            write((CBORGenerator) out, days);
        }
    }

    private static Instant time(JsonNode request, String name) {
        return Instant.ofEpochMilli(Math.round(request.path(name).asDouble(0) * 1_000));
    }

    private static void write(CBORGenerator out, Map<LocalDate, Long> days) {
        out.writeStartObject();
        out.writeStringProperty("Label", "RequestCharacters");
        out.writeArrayPropertyStart("Datapoints");
        days.forEach((day, characters) -> {
            out.writeStartObject();
            out.writeName("Timestamp");
            out.writeTag(EPOCH_SECONDS);
            out.writeNumber((double) day.atStartOfDay(ZoneOffset.UTC).toEpochSecond());
            out.writeNumberProperty("Sum", characters.doubleValue());
            out.writeStringProperty("Unit", "Count");
            out.writeEndObject();
        });
        out.writeEndArray();
        out.writeEndObject();
    }
}

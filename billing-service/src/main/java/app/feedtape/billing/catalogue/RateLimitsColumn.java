package app.feedtape.billing.catalogue;

import app.feedtape.events.PlanFact.Rate;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Rate limits by scope, kept as JSON. */
@Converter
class RateLimitsColumn implements AttributeConverter<Map<String, Rate>, String> {

    private static final TypeReference<Map<String, Rate>> RATES = new TypeReference<>() {};

    private static final JsonMapper JSON = JsonMapper.shared();

    @Override
    public String convertToDatabaseColumn(Map<String, Rate> rates) {
        return JSON.writeValueAsString(rates);
    }

    @Override
    public Map<String, Rate> convertToEntityAttribute(String json) {
        return JSON.readValue(json, RATES);
    }
}

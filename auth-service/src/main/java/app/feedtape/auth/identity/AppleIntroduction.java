package app.feedtape.auth.identity;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How Apple introduces a person the first time: JSON beside the code that anybody could have
 * written. It gives a name to show and nothing else; the address in it is not read.
 */
@Component
class AppleIntroduction {

    private static final int LONGEST = 8_192;

    private final JsonMapper json;

    AppleIntroduction(JsonMapper json) {
        this.json = json;
    }

    /** First and last name; null when there is none to be read. */
    @Nullable String name(@Nullable String user) {
        if (user == null || user.length() > LONGEST) {
            return null;
        }
        try {
            JsonNode name = json.readTree(user).path("name");
            String whole =
                    name.path("firstName").asString("") + " " + name.path("lastName").asString("");
            return whole.isBlank() ? null : whole.strip();
        } catch (JacksonException notJson) {
            return null;
        }
    }
}

package app.feedtape.world.web;

import tools.jackson.databind.json.JsonMapper;

/** The one JSON mapper of this process. */
public final class Json {

    public static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}
}

package app.feedtape.test;

import app.feedtape.localstack.engines.FeedTapeHome;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;

/**
 * The rules of a service: the house's, and the walls between its features, of which a picture is
 * kept in `docs/modules/`. Extend it as `HouseRulesTest` with the application class.
 */
public abstract class ServiceHouseRules extends HouseRules {
    private final Class<?> application;
    private final ApplicationModules modules;

    protected ServiceHouseRules(Class<?> application) {
        super(application.getPackageName());
        this.application = application;
        this.modules = ApplicationModules.of(application);
    }

    @Test
    void noFeatureReachesBehindTheDoorOfAnother() {
        modules.verify();
    }

    @Test
    void thePictureOfTheFeaturesIsUpToDate() throws IOException {
        var room =
                application
                        .getPackageName()
                        .substring(application.getPackageName().lastIndexOf('.') + 1);
        var file = FeedTapeHome.locate().resolve("docs/modules").resolve(room + ".md");
        var picture = picture(room);
        if (!Files.exists(file) || !Files.readString(file).equals(picture)) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, picture);
        }
    }

    private String picture(String room) {
        var lines =
                Stream.concat(
                        modules.stream().map(module -> "    " + name(module)).sorted(),
                        modules.stream().flatMap(this::arrows).sorted().distinct());
        return "# Features of %s and who uses whom\n\nWritten by `HouseRulesTest`.\n\n```mermaid\nflowchart LR\n%s\n```\n"
                .formatted(room, String.join("\n", lines.toList()));
    }

    private Stream<String> arrows(ApplicationModule module) {
        List<ApplicationModule> used =
                module.getDirectDependencies(modules).uniqueModules().toList();
        return used.stream().map(other -> "    %s --> %s".formatted(name(module), name(other)));
    }

    private static String name(ApplicationModule module) {
        return module.getIdentifier().toString().replace('.', '-');
    }
}

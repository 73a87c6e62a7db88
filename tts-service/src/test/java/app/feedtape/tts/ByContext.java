package app.feedtape.tts;

import app.feedtape.test.FeedTapeServiceTest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/**
 * Those that share a service run one after another: Spring stops a service and starts it again
 * whenever a test between two of its own needs another.
 */
public final class ByContext implements ClassOrderer {

    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors()
                .sort(
                        Comparator.comparing(one ->
                                Stream.<Class<?>>iterate(
                                                one.getTestClass(),
                                                c -> c != null,
                                                Class::getSuperclass)
                                        .flatMap(type ->
                                                Arrays.stream(type.getDeclaredAnnotations()))
                                        .filter(ByContext::shapesTheService)
                                        .map(Object::toString)
                                        .collect(Collectors.joining(" "))));
    }

    private static boolean shapesTheService(java.lang.annotation.Annotation annotation) {
        return annotation instanceof FeedTapeServiceTest
                || annotation instanceof Import
                || annotation instanceof TestPropertySource;
    }
}

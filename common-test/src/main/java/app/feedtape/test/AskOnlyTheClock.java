package app.feedtape.test;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.stream.Stream;

/** Refuses every way to the machine's own time, called or handed on as a method reference. */
final class AskOnlyTheClock extends ArchCondition<JavaClass> {
    private static final Set<String> CLOCK_FACTORIES =
            Set.of("systemUTC", "systemDefaultZone", "system");

    AskOnlyTheClock() {
        super("ask the injected Clock for the time");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        Stream<JavaAccess<?>> accesses =
                Stream.concat(
                        type.getAccessesFromSelf().stream(),
                        Stream.concat(
                                type.getMethodReferencesFromSelf().stream(),
                                type.getConstructorReferencesFromSelf().stream()));
        accesses.distinct()
                .filter(access -> asksTheMachine(type, access.getTarget()))
                .forEach(access ->
                        events.add(SimpleConditionEvent.violated(access, access.getDescription())));
    }

    private static boolean asksTheMachine(JavaClass type, AccessTarget target) {
        var owner = target.getOwner().getName();
        var name = target.getName();
        return switch (owner) {
            case "java.lang.System" -> name.equals("currentTimeMillis");
            case "java.util.Date", "java.util.GregorianCalendar" ->
                    name.equals("<init>") && hasNoTimeArgument(target);
            case "java.util.Calendar" -> name.equals("getInstance");
            // The one clock of the house is made from the machine's.
            case "java.time.Clock" ->
                    CLOCK_FACTORIES.contains(name)
                            && !type.getSimpleName().equals("AdjustableClock");
            default ->
                    owner.startsWith("java.time.")
                            && name.equals("now")
                            && hasNoTimeArgument(target);
        };
    }

    private static boolean hasNoTimeArgument(AccessTarget target) {
        return !(target instanceof AccessTarget.CodeUnitCallTarget call)
                || call.getRawParameterTypes().stream()
                        .map(JavaClass::getName)
                        .noneMatch(name -> name.equals("java.time.Clock") || name.equals("long"));
    }
}

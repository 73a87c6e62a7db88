package app.feedtape.test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The rules every module's main code keeps; a module's own `HouseRulesTest` extends this with its
 * package. Reading all classes takes seconds: once for all rules.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class HouseRules {
    private final JavaClasses classes;

    protected HouseRules(String basePackage) {
        this(
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
                        .importPackages(basePackage));
    }

    HouseRules(JavaClasses classes) {
        this.classes = classes;
    }

    @Test
    void timeIsAskedOfTheInjectedClockOnly() {
        classes().should(new AskOnlyTheClock()).allowEmptyShould(true).check(classes);
    }

    @Test
    void jacksonTwoIsNotUsed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fasterxml.jackson.databind..")
                .because("the house speaks Jackson 3; only the annotations are shared")
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void aNameSaysWhatAThingDoes() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)(?![a-z]).*")
                .because("such a name fits anything, and soon anything is in it")
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void controllersAreSeenByNobody() {
        classes()
                .that()
                .areAnnotatedWith("org.springframework.stereotype.Controller")
                .or()
                .areMetaAnnotatedWith("org.springframework.stereotype.Controller")
                .should()
                .bePackagePrivate()
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void whatAnObjectNeedsComesThroughItsConstructor() {
        noFields()
                .should()
                .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
                .orShould()
                .beAnnotatedWith("org.springframework.beans.factory.annotation.Value")
                .orShould()
                .beAnnotatedWith("jakarta.inject.Inject")
                .orShould()
                .beAnnotatedWith("jakarta.annotation.Resource")
                .allowEmptyShould(true)
                .check(classes);
    }
}

package io.millrace.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules between modules and packages.
 */
@AnalyzeClasses(packages = "io.millrace", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule ingestStandsAlone = standsAlone("ingest", "notification", "dashboard", "inference");

	@ArchTest
	static final ArchRule notificationStandsAlone = standsAlone("notification", "ingest", "dashboard", "inference");

	@ArchTest
	static final ArchRule dashboardStandsAlone = standsAlone("dashboard", "ingest", "notification", "inference");

	@ArchTest
	static final ArchRule inferenceStandsAlone = standsAlone("inference", "ingest", "notification", "dashboard");

	@ArchTest
	static final ArchRule theSinkCanBeLiftedOut = noClasses().that()
		.resideInAPackage("io.millrace.sink..")
		.should()
		.dependOnClassesThat(new DescribedPredicate<JavaClass>("are of Millrace, but not of the sink") {
			@Override
			public boolean test(JavaClass other) {
				return other.getPackageName().startsWith("io.millrace.")
						&& !other.getPackageName().startsWith("io.millrace.sink");
			}
		});

	@ArchTest
	static final ArchRule eventsKnowNoSpring = noClasses().that()
		.resideInAPackage("io.millrace.common.event..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework..");

	@ArchTest
	static final ArchRule onlyStoresSeeRedis = noClasses().that()
		.resideInAnyPackage("io.millrace.ingest..", "io.millrace.notification..", "io.millrace.dashboard..",
				"io.millrace.inference..", "io.millrace.common..")
		.and()
		// The second is where stores are made.
		.haveNameNotMatching(".*(Store|Configuration)(\\$.*)?")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.data.redis..", "io.lettuce..");

	@ArchTest
	static final ArchRule packagesHaveNoCycles = slices().matching("io.millrace.(*).(*)..").should().beFreeOfCycles();

	private static ArchRule standsAlone(String service, String... others) {
		return noClasses().that()
			.resideInAPackage("io.millrace." + service + "..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(Stream.of(others).map((other) -> "io.millrace." + other + "..").toArray(String[]::new));
	}

	@Test
	void everyPackageSaysWhatItIsForAndIsNullMarked() throws IOException {
		try (Stream<Path> files = Files.walk(Path.of(".."))) {
			List<Path> packages = files.filter((file) -> file.toString().endsWith(".java"))
				.filter((file) -> file.toString().contains("/src/main/java/"))
				.map(Path::getParent)
				.distinct()
				.toList();
			assertThat(packages).hasSizeGreaterThan(20);
			for (Path folder : packages) {
				assertThat(folder.resolve("package-info.java")).exists().content().contains("@NullMarked", "/**");
			}
		}
	}

}

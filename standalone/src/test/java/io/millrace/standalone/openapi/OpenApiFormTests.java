package io.millrace.standalone.openapi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;

import io.millrace.common.openapi.OpenApiAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The description is whole and agrees with itself.
 */
class OpenApiFormTests {

	private static final Description DESCRIPTION = new Description(served());

	private static final AnswerCheck CHECK = new AnswerCheck(DESCRIPTION);

	private static JsonNode served() {
		AtomicReference<JsonNode> served = new AtomicReference<>();
		new WebApplicationContextRunner().withConfiguration(AutoConfigurations.of(OpenApiAutoConfiguration.class))
			.withBean(JsonMapper.class, JsonMapper::shared)
			.run((context) -> {
				MockMvc mvc = MockMvcBuilders.standaloneSetup(context.getBean("openApiController")).build();
				served.set(JsonMapper.shared()
					.readTree(mvc.perform(MockMvcRequestBuilders.get("/v3/api-docs"))
						.andReturn()
						.getResponse()
						.getContentAsByteArray()));
			});
		return Objects.requireNonNull(served.get());
	}

	static List<Operation> operations() {
		return DESCRIPTION.operations();
	}

	@Test
	void everyReferenceLeadsSomewhereAndEveryComponentIsUsed() {
		Set<String> used = new TreeSet<>();
		references(DESCRIPTION.root(), used);
		assertThat(used).hasSizeGreaterThan(20).allSatisfy((reference) -> {
			assertThat(reference).startsWith("#/components/");
			assertThat(DESCRIPTION.root().at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
		});
		Set<String> components = new TreeSet<>();
		DESCRIPTION.root()
			.get("components")
			.properties()
			.stream()
			.filter((kind) -> !kind.getKey().equals("securitySchemes"))
			.forEach((kind) -> kind.getValue()
				.propertyNames()
				.forEach((name) -> components.add("#/components/" + kind.getKey() + "/" + name)));
		assertThat(used).isEqualTo(components);
	}

	private static void references(JsonNode node, Set<String> into) {
		if (node.path("$ref").isString()) {
			into.add(node.get("$ref").stringValue());
		}
		node.forEach((child) -> references(child, into));
	}

	@Test
	void everySchemaIsOne() {
		List<JsonNode> schemas = new ArrayList<>();
		DESCRIPTION.root().at("/components/schemas").forEach(schemas::add);
		DESCRIPTION.root().findValues("schema").forEach(schemas::add);
		assertThat(schemas).hasSizeGreaterThan(100)
			.allSatisfy((schema) -> assertThat(AnswerCheck.faultsOfSchema(schema)).as(schema.toString()).isEmpty());
	}

	@Test
	void operationsHaveNamesOfTheirOwn() {
		assertThat(operations().stream().map(Operation::id)).doesNotHaveDuplicates();
	}

	@ParameterizedTest
	@MethodSource("operations")
	void isWhole(Operation operation) {
		JsonNode node = operation.node();
		assertThat(node.path("summary").asString("")).isNotBlank();
		assertThat(DESCRIPTION.root().get("tags").valueStream().map((tag) -> tag.get("name").asString()))
			.containsAll(node.get("tags").valueStream().map(JsonNode::asString).toList());
		Set<String> variables = new TreeSet<>();
		Arrays.stream(operation.path().split("/"))
			.filter((part) -> part.startsWith("{"))
			.forEach((part) -> variables.add(part.substring(1, part.length() - 1)));
		assertThat(operation.names("path")).isEqualTo(variables);
		assertThat(operation.parameters()).allSatisfy((parameter) -> {
			assertThat(parameter.isRequired() || !parameter.in().equals("path")).isTrue();
			JsonNode example = parameter.node().get("example");
			if (example != null) {
				assertThat(CHECK.faults(parameter.node().get("schema"), example)).as(parameter.name()).isEmpty();
			}
		});
		assertThat(operation.statuses()).contains("400").anyMatch((status) -> status.startsWith("2"));
		assertThat(operation.statuses().containsAll(Set.of("401", "403", "429"))).isNotEqualTo(operation.isOpen());
		assertThat(operation.statuses().containsAll(Set.of("413", "415"))).isEqualTo(operation.hasBody());
		assertThat(operation.response("default").path("content").has("application/problem+json")).isTrue();
		assertThat(operation.examples().isEmpty()).isNotEqualTo(operation.hasBody());
		operation.examples()
			.forEach((name, example) -> assertThat(CHECK.faults(example.schema(), example.value())).as(name).isEmpty());
	}

}

package io.millrace.common.openapi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.millrace.common.problem.Problem;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class OpenApiDocumentTests {

	private static final String SHOP = """
			servers: [{ url: 'http://shop' }]
			x-shared: &shared { description: fine }
			tags: [{ name: orders }]
			paths:
			  /orders: { get: { responses: { '200': *shared, '404': { description: none } } } }
			components:
			  schemas: { Order: { const: 2026-11-22T10:00:00Z } }
			""";

	private static final String STOCK = """
			openapi: 3.1.0
			tags: [{ name: goods }]
			paths:
			  /goods: { get: { responses: {} } }
			components:
			  schemas: { Good: { type: object } }
			  headers: { Age: { schema: { type: integer } } }
			""";

	private static OpenApiPart part(String name, String yaml) {
		return OpenApiPart.read(new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)) {
			@Override
			public String getFilename() {
				return name;
			}
		});
	}

	private static JsonNode merged(String... parts) {
		OpenApiDocument document = new OpenApiDocument();
		Arrays.stream(parts).map((yaml) -> part("part" + yaml.hashCode(), yaml)).forEach(document::add);
		return JsonMapper.shared().readTree(document.toJson(JsonMapper.shared()));
	}

	@Test
	void putsPartsTogether() {
		JsonNode document = merged(STOCK, SHOP);
		assertThat(document.propertyNames()).containsExactly("openapi", "tags", "paths", "components");
		assertThat(document.get("tags").valueStream().map((tag) -> tag.get("name").asString())).containsExactly("goods",
				"orders");
		assertThat(document.get("paths").propertyNames()).containsExactly("/goods", "/orders");
		assertThat(document.at("/components/schemas").propertyNames()).containsExactly("Good", "Order");
		assertThat(document.at("/components/headers").propertyNames()).containsExactly("Age");
	}

	@Test
	void saysOfEachPathWhereItIs() {
		JsonNode document = merged(STOCK, SHOP);
		assertThat(document.at("/paths/~1orders/servers/0/url").asString()).isEqualTo("http://shop");
		assertThat(document.at("/paths/~1goods/servers").isMissingNode()).isTrue();
	}

	@Test
	void writesOutWhatIsRepeated() {
		JsonNode document = merged(SHOP);
		assertThat(document.at("/paths/~1orders/get/responses/200/description").asString()).isEqualTo("fine");
		assertThat(document.has("x-shared")).isFalse();
	}

	@Test
	void leavesTimesTheTextThatTheyAreInJson() {
		assertThat(merged(SHOP).at("/components/schemas/Order/const").stringValue()).isEqualTo("2026-11-22T10:00:00Z");
	}

	@Test
	void refusesPartsThatSayTwoThingsOfTheSame() {
		for (String second : List.of("openapi: 3.1.1", "paths: { /goods: {} }", "tags: [{ name: goods }]",
				"components: { schemas: { Good: {} } }")) {
			assertThatIllegalStateException().isThrownBy(() -> merged(STOCK, second))
				.withMessageContaining("stands in part")
				.withMessageContaining("another part");
		}
	}

	@Test
	void refusesWhatIsNoPart() {
		for (String yaml : List.of("- a", "a: {", "a: 1\na: 2", "!!java.net.URL [http://localhost]", "")) {
			assertThatIllegalStateException().as(yaml).isThrownBy(() -> part("part", yaml));
		}
	}

	/** A kind of problem that is added must be told of. */
	@Test
	void namesEveryKindOfProblem() {
		OpenApiPart common = OpenApiPart.read(new ClassPathResource("openapi/common.yaml"));
		OpenApiDocument document = new OpenApiDocument();
		document.add(common);
		JsonNode tree = JsonMapper.shared().readTree(document.toJson(JsonMapper.shared()));
		assertThat(tree.at("/components/schemas/Problem/properties/type/enum").valueStream().map(JsonNode::asString))
			.containsExactlyInAnyOrderElementsOf(Stream.of(Problem.values()).map(Problem::type).toList());
	}

}

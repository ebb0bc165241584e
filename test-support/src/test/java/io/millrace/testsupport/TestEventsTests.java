package io.millrace.testsupport;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class TestEventsTests {

	private static final Instant END = Instant.parse("2026-11-22T10:00:00Z");

	private final TestEvents traffic = TestEvents.seeded(42, END);

	@Test
	void sameSeedGivesSameEvents() {
		assertThat(this.traffic.generate(500)).isEqualTo(TestEvents.seeded(42, END).generate(500))
			.isNotEqualTo(TestEvents.seeded(43, END).generate(500));
	}

	@Test
	void jsonSaysWhatTheEventSays() {
		JsonMapper mapper = JsonMapper.builder()
			.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
			.build();
		for (TestEvent event : this.traffic.generate(2_000)) {
			assertThat(event.json()).doesNotContain("\n");
			JsonNode json = mapper.readTree(event.json());
			assertThat(json.get("subject").stringValue()).isEqualTo(event.subject());
			assertThat(json.get("id").stringValue()).isEqualTo(event.id());
			assertThat(Instant.parse(json.get("time").stringValue())).isEqualTo(event.time());
			assertThat(json.get("data").propertyNames()).isEqualTo(event.data().keySet());
			assertThat(json.get("data").propertyStream())
				.allSatisfy((member) -> assertThat(member.getValue().asString())
					.isEqualTo(String.valueOf(event.data().get(member.getKey()))));
		}
	}

	@Test
	void duplicatesFollowTheirOriginalWithinThePromise() {
		List<TestEvent> sent = this.traffic.generate(5_000);
		Map<List<String>, Integer> first = new HashMap<>();
		int duplicates = 0;
		for (int i = 0; i < sent.size(); i++) {
			TestEvent event = sent.get(i);
			Integer original = first.putIfAbsent(List.of(event.source(), event.id(), event.subject()), i);
			if (original != null) {
				duplicates++;
				assertThat(event).isEqualTo(sent.get(original));
				assertThat(i - original).isLessThanOrEqualTo(TestEvents.RESENT_WITHIN);
			}
		}
		assertThat(sent).hasSize(5_000 + duplicates);
		assertThat(duplicates).isBetween(200, 300);
	}

	@Test
	void isAwkward() {
		List<TestEvent> sent = this.traffic.generate(5_000);
		Set<String> users = new HashSet<>();
		Map<String, Set<String>> usersOfId = new HashMap<>();
		int outOfOrder = 0;
		Instant latest = Instant.MIN;
		for (TestEvent event : sent) {
			users.add(event.subject());
			usersOfId.computeIfAbsent(event.id(), (id) -> new HashSet<>()).add(event.subject());
			outOfOrder += event.time().isBefore(latest) ? 1 : 0;
			latest = event.time().isAfter(latest) ? event.time() : latest;
			assertThat(event.time()).isBetween(END.minus(Duration.ofHours(3)), END);
		}
		assertThat(users).containsAll(TestEvents.HOSTILE_USERS);
		assertThat(usersOfId.values()).filteredOn((sharing) -> sharing.size() > 1).hasSizeGreaterThan(50);
		assertThat(outOfOrder).isGreaterThan(200);
		assertThat(sent).extracting(TestEvent::type).containsAll(TestEvents.TYPES);
	}

}

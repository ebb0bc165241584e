package io.millrace.dashboard.definition;

import io.millrace.common.settings.SettingsWriter;
import io.millrace.dashboard.declaration.LoadedDefinitions;
import io.millrace.dashboard.journey.Retention;

import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Retentions over REST.
 */
@RestController
@RequestMapping("/v1/retentions")
final class RetentionController extends DefinitionController<Retention> {

	RetentionController(LoadedDefinitions<Retention> retentions, SettingsWriter meterWriter) {
		super(retentions, meterWriter);
	}

}

package io.millrace.dashboard.definition;

import io.millrace.common.settings.SettingsWriter;
import io.millrace.dashboard.declaration.LoadedDefinitions;
import io.millrace.dashboard.journey.Funnel;

import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Funnels over REST.
 */
@RestController
@RequestMapping("/v1/funnels")
final class FunnelController extends DefinitionController<Funnel> {

	FunnelController(LoadedDefinitions<Funnel> funnels, SettingsWriter meterWriter) {
		super(funnels, meterWriter);
	}

}

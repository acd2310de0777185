#include "validate/check.h"
#include "validate/compact.h"

/* A number of value added tax that names its country: EU and Northern
 * Ireland, as VIES takes it. */
static enum dlp_verdict check_vat(const struct dlp_candidate *cand,
				  const struct dlp_validator_args *args)
{
	static const struct {
		char country[3];
		const char *name;
	} table[] = {
		{ "AT", "at.uid" }, { "BE", "be.vat" },     { "BG", "bg.vat" },
		{ "CY", "cy.vat" }, { "CZ", "cz.dic" },     { "DE", "de.vat" },
		{ "DK", "dk.cvr" }, { "EE", "ee.kmkr" },    { "EL", "gr.vat" },
		{ "ES", "es.nif" }, { "FI", "fi.ytunnus" }, { "FR", "fr.tva" },
		{ "GR", "gr.vat" }, { "HR", "hr.oib" },     { "HU", "hu.anum" },
		{ "IE", "ie.vat" }, { "IT", "it.iva" },     { "LT", "lt.pvm" },
		{ "LU", "lu.tva" }, { "LV", "lv.pvn" },     { "MT", "mt.vat" },
		{ "NL", "nl.btw" }, { "PL", "pl.nip" },     { "PT", "pt.nif" },
		{ "RO", "ro.cf" },  { "SE", "se.vat" },     { "SI", "si.ddv" },
		{ "SK", "sk.dph" }, { "XI", "gb.vat" },
	};
	struct dlp_candidate rest = { 0 };
	struct dlp_compact n;

	if (!dlp_compact(&n, cand->value) || n.len < 4)
		return DLP_INVALID;
	rest.value = (struct dlp_span){ n.c + 2, n.len - 2 };
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (!memcmp(n.c, table[i].country, 2))
			return dlp_validator_find(
				       (struct dlp_span){
					       table[i].name,
					       strlen(table[i].name) })
				->check(&rest, args);
	return DLP_INVALID;
}

const struct dlp_validator dlp_checks_vat[] = {
	{ "eu.vat", "", "value added tax in the EU, with its country",
	  check_vat },
	{ 0 },
};

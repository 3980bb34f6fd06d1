-- SNAP3 by hand, over the same table: what one would write for complete dossiers. A fact left out is false, or makes
-- everything after it NULL.
WITH lines AS (
  SELECT *, list_filter(
    depenses,
    lambda l: l.annee BETWEEN 2021 AND 2022 AND (l.nature <> 'licence' OR l.produit_europeen)
  ) AS kept
  FROM dossiers
),
amounts AS (
  SELECT *,
    CAST(coalesce(list_sum(list_transform(kept, lambda l: l.montant_ttc)), 0) AS BIGINT) AS base,
    CAST(coalesce(list_sum(list_transform(
      kept, lambda l: CASE WHEN l.nature = 'personnel' THEN l.montant_ttc ELSE 0 END
    )), 0) AS BIGINT) AS staff,
    depose_le >= DATE '2020-11-09' AS depot,
    projet.cout_toutes_phases_ttc BETWEEN 50000000 AND 300000000 AS taille,
    projet.conforme_descriptif AS conforme_descriptif,
    list_bool_and(list_transform(porteurs, lambda p:
      p.categorie IN ('direction_numerique_ministerielle', 'direction_metier', 'operateur')
      OR (p.categorie = 'service_deconcentre' AND p.est_direction)
    )) AS porteur,
    list_bool_and(list_transform(porteurs, lambda p:
      p.categorie = 'direction_numerique_ministerielle' OR p.numerique_informe
    )) AS numerique_informe,
    projet.retombees_entreprises_francaises AS retombees_francaises,
    projet.ressources_pilotage AS ressources_pilotage
  FROM lines
)
SELECT _place, reference,
  if(depot, 'pass', 'fail') AS r_depot,
  if(taille, 'pass', 'fail') AS r_taille,
  if(conforme_descriptif, 'pass', 'fail') AS r_conforme_descriptif,
  if(porteur, 'pass', 'fail') AS r_porteur,
  if(numerique_informe, 'pass', 'fail') AS r_numerique_informe,
  if(retombees_francaises, 'pass', 'fail') AS r_retombees_francaises,
  if(ressources_pilotage, 'pass', 'fail') AS r_ressources_pilotage,
  if(depot AND taille AND conforme_descriptif AND porteur AND numerique_informe AND retombees_francaises
    AND ressources_pilotage, 'eligible', 'ineligible') AS verdict,
  base,
  least(base * 3 // 4, base - staff, greatest(0, 200000000 - financement.subventions_anterieures),
    financement.subvention_demandee) AS "grant",
  (NOT engagements.point_trimestriel)::INT + (NOT engagements.partage_informations)::INT AS missing_commitments,
  (NOT pieces.acteurs_organisation)::INT + (NOT pieces.planning_phases_jalons)::INT
    + (NOT pieces.budget_par_phase)::INT + (NOT pieces.justification_conformite)::INT
    + (NOT pieces.dispositions_criteres)::INT + (NOT pieces.indicateurs)::INT
    + (NOT pieces.seuils_indicateurs)::INT AS missing_documents
FROM amounts

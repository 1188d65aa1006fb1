"""Arabic names of sectors, regions and maturity levels, where the taxonomy has none of its own."""

SECTORS: dict[str, str] = {
    "automotive": "صناعة السيارات",
    "aeronautics": "صناعة الطيران والفضاء",
    "textile": "النسيج والألبسة",
    "agrofood": "الصناعات الغذائية",
    "seafood": "منتجات البحر",
    "pharma": "الأدوية والأجهزة الطبية",
    "railway": "الصناعة السككية",
    "electronics": "الإلكترونيات والكهرباء",
    "plastics": "البلاستيك والمطاط",
    "chemistry": "الكيمياء وشبه الكيمياء",
    "mechanics_metallurgy": "الميكانيك والتعدين",
    "machinery": "الآلات والمعدات الصناعية",
    "building_materials": "مواد البناء",
    "leather": "الجلد والأحذية",
    "wood_furniture": "الخشب والأثاث",
    "renewable_energy": "الطاقات المتجددة",
    "energy": "النجاعة الطاقية",
    "environment": "البيئة والاقتصاد الدائري",
    "digital": "الرقميات وترحيل الخدمات",
    "gaming": "صناعة الألعاب الإلكترونية",
    "naval": "الصناعة البحرية",
    "cosmetics": "مستحضرات التجميل والمنتجات المجالية",
}
"""Sector id → its name."""

REGIONS: dict[str, str] = {
    "MA-11": "العيون الساقية الحمراء",
    "MA-12": "الداخلة وادي الذهب",
}
"""Region id → its name."""

TRL_LEVELS: dict[int, str] = {
    1: "مبادئ أساسية مُلاحَظة",
    2: "صياغة مفهوم التقنية",
    3: "إثبات المفهوم بالتجربة",
    4: "تقنية مُتحقَّق منها في المختبر",
    5: "تقنية مُتحقَّق منها في بيئة مماثلة",
    6: "تقنية مُبرهَن عليها في بيئة مماثلة",
    7: "نموذج أولي مُبرهَن عليه في بيئة التشغيل",
    8: "نظام مكتمل ومؤهَّل",
    9: "نظام أثبت نفسه في ظروف الاستغلال الفعلية",
}
"""Level → what it means."""

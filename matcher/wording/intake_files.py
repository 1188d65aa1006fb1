"""What is said of a file as a whole, in French and Arabic."""

FILES: dict[str, dict[str, str]] = {
    "it has {a} cells where the heading has {b}": {
        "fr": "la ligne a {a} cellules alors que l’en-tête en a {b}",
        "ar": "السطر فيه {a} خلية بينما العناوين {b}",
    },
    "Check its separators; a cell that holds a separator or a line break needs quotes.": {
        "fr": "Vérifiez les séparateurs ; une cellule qui contient un séparateur ou un saut de ligne doit être entre guillemets.",
        "ar": "تحقق من الفواصل؛ فالخلية التي تضم فاصلة أو سطرًا جديدًا تحتاج إلى علامات اقتباس.",
    },
    "the file has more than {n} rows. Split it into several files.": {
        "fr": "Le fichier a plus de {n} lignes. Répartissez-le en plusieurs fichiers.",
        "ar": "في الملف أكثر من {n} سطر. قسّمه إلى عدة ملفات.",
    },
    "line {a} heads {b} columns; at most {c} are read. Remove the columns that are not needed.": {
        "fr": "La ligne {a} donne {b} colonnes ; {c} au plus sont lues. Retirez les colonnes inutiles.",
        "ar": "السطر {a} فيه {b} عمودًا؛ ويُقرأ {c} على الأكثر. احذف الأعمدة غير اللازمة.",
    },
    "no column holds the {a}; the columns found are: {b}. Name the columns in the first line (for example: {c}); docs/formats.md lists accepted names.": {
        "fr": "Il manque une colonne ({a}) ; colonnes trouvées : {b}. Nommez les colonnes à la première ligne (par exemple : {c}).",
        "ar": "ينقص عمود ({a})؛ الأعمدة الموجودة: {b}. سمِّ الأعمدة في السطر الأول (مثلًا: {c}).",
    },
    "{f} is empty. Give a file that holds at least one row.": {
        "fr": "{f} est vide. Envoyez un fichier qui contient au moins une ligne.",
        "ar": "{f} فارغ. أرسل ملفًا فيه سطر واحد على الأقل.",
    },
    "{f} has {a} MB; at most {b} MB are read. Split it into several files.": {
        "fr": "{f} pèse {a} Mo ; {b} Mo au plus sont lus. Répartissez-le en plusieurs fichiers.",
        "ar": "حجم {f} هو {a} ميغابايت؛ ويُقرأ {b} على الأكثر. قسّمه إلى عدة ملفات.",
    },
    "{f} is damaged or is not an XLSX workbook. Open it in a spreadsheet program and save it again as XLSX, without a password, or as CSV in UTF-8.": {
        "fr": "{f} est endommagé ou n’est pas un classeur XLSX. Ouvrez-le dans un tableur et enregistrez-le de nouveau en XLSX, sans mot de passe, ou en CSV UTF-8.",
        "ar": "{f} تالف أو ليس مصنف XLSX. افتحه في برنامج جداول واحفظه من جديد بصيغة XLSX دون كلمة مرور، أو CSV بترميز UTF-8.",
    },
    "{f} is not an XLSX workbook. Save it as XLSX or CSV.": {
        "fr": "{f} n’est pas un classeur XLSX. Enregistrez-le en XLSX ou en CSV.",
        "ar": "{f} ليس مصنف XLSX. احفظه بصيغة XLSX أو CSV.",
    },
    "{f} has no visible sheet with data. Fill one and save it again.": {
        "fr": "{f} n’a aucune feuille visible avec des données. Remplissez-en une et enregistrez de nouveau.",
        "ar": "لا ورقة ظاهرة فيها بيانات في {f}. املأ واحدة واحفظ الملف من جديد.",
    },
    "{f} unpacks to far more than a workbook of its size should ({a} MB). Save it as CSV in UTF-8, or split it.": {
        "fr": "{f} se décompresse en bien plus qu’un classeur de cette taille ({a} Mo). Enregistrez-le en CSV UTF-8, ou répartissez-le.",
        "ar": "يتضخم {f} عند فتحه أكثر مما ينبغي ({a} ميغابايت). احفظه CSV بترميز UTF-8، أو قسّمه.",
    },
    "a quote that opens here is never closed": {
        "fr": "un guillemet ouvert ici n’est jamais fermé",
        "ar": "علامة اقتباس تُفتح هنا ولا تُغلق",
    },
    "Close it, or double the quotes inside the cell.": {
        "fr": "Fermez-le, ou doublez les guillemets dans la cellule.",
        "ar": "أغلقها، أو ضاعف علامات الاقتباس داخل الخلية.",
    },
    "text follows a closing quote": {
        "fr": "du texte suit un guillemet fermant",
        "ar": "نص يلي علامة اقتباس مغلقة",
    },
    "Double the quotes inside a quoted cell.": {
        "fr": "Doublez les guillemets dans une cellule entre guillemets.",
        "ar": "ضاعف علامات الاقتباس داخل الخلية المقتبسة.",
    },
    "Write one JSON object a line, with its quotes and commas, as in docs/formats.md.": {
        "fr": "Écrivez un objet JSON par ligne, avec ses guillemets et ses virgules.",
        "ar": "اكتب كائن JSON في كل سطر، بعلامات اقتباسه وفواصله.",
    },
    "it is not a JSON object": {
        "fr": "ce n’est pas un objet JSON",
        "ar": "ليس كائن JSON",
    },
    "not JSON: {v}": {
        "fr": "ce n’est pas du JSON valide ({v})",
        "ar": "ليس JSON صالحًا ({v})",
    },
    "the key {v} is given twice": {
        "fr": "la clé {v} est donnée deux fois",
        "ar": "المفتاح {v} معطى مرتين",
    },
    "Read from the sheet {v}.": {
        "fr": "Lu dans la feuille {v}.",
        "ar": "قُرئ من الورقة {v}.",
    },
    "Sheets not read: {v}.": {
        "fr": "Feuilles non lues : {v}.",
        "ar": "أوراق لم تُقرأ: {v}.",
    },
    "Columns not used: {v} and {n} more.": {
        "fr": "Colonnes non utilisées : {v} et {n} autres.",
        "ar": "أعمدة غير مستعملة: {v} و{n} غيرها.",
    },
    "Columns not used: {v}.": {
        "fr": "Colonnes non utilisées : {v}.",
        "ar": "أعمدة غير مستعملة: {v}.",
    },
    "Read as {a}, columns separated by a {b}.": {
        "fr": "Lu en {a} ; séparateur de colonnes : {b}.",
        "ar": "قُرئ بترميز {a}؛ فاصل الأعمدة: {b}.",
    },
    "Read as {a} in {b}.": {
        "fr": "Lu comme {a} en {b}.",
        "ar": "قُرئ باعتباره {a} بترميز {b}.",
    },
    "The headings were found on row {n}; what stands above was left out.": {
        "fr": "Les en-têtes sont à la ligne {n} ; ce qui précède a été laissé de côté.",
        "ar": "وُجدت العناوين في السطر {n}؛ وأُهمل ما فوقه.",
    },
    "The headings were found on line {n}; what stands above was left out.": {
        "fr": "Les en-têtes sont à la ligne {n} ; ce qui précède a été laissé de côté.",
        "ar": "وُجدت العناوين في السطر {n}؛ وأُهمل ما فوقه.",
    },
    "Capabilities left out because their startup repeats them: {n}.": {
        "fr": "Compétences laissées de côté car répétées par leur startup : {n}.",
        "ar": "كفاءات أُهملت لأن شركتها تكررها: {n}.",
    },
    "1 row has hidden characters, which matching ignores (first: line {m}).": {
        "fr": "1 ligne (ligne {m}) : caractères invisibles, ignorés.",
        "ar": "سطر واحد (السطر {m}): محارف خفية تُهمل.",
    },
    "{n} rows have hidden characters, which matching ignores (first: line {m}).": {
        "fr": "{n} lignes (la première : {m}) : caractères invisibles, ignorés.",
        "ar": "{n} سطرًا (أولها {m}): محارف خفية تُهمل.",
    },
    "1 row has a name that mixes look-alike letters of two alphabets (first: line {m}).": {
        "fr": "1 ligne (ligne {m}) : nom qui mêle des lettres semblables de deux alphabets.",
        "ar": "سطر واحد (السطر {m}): اسم يخلط حروفًا متشابهة من أبجديتين.",
    },
    "{n} rows have a name that mixes look-alike letters of two alphabets (first: line {m}).": {
        "fr": "{n} lignes (la première : {m}) : nom qui mêle des lettres semblables de deux alphabets.",
        "ar": "{n} سطرًا (أولها {m}): اسم يخلط حروفًا متشابهة من أبجديتين.",
    },
    "1 row has an ICE whose leading zeros were lost and have been put back (first: line {m}).": {
        "fr": "1 ligne (ligne {m}) : zéros de tête d’un ICE rétablis.",
        "ar": "سطر واحد (السطر {m}): أصفار أولى مفقودة في رقم ICE أُعيدت.",
    },
    "{n} rows have an ICE whose leading zeros were lost and have been put back (first: line {m}).": {
        "fr": "{n} lignes (la première : {m}) : zéros de tête d’un ICE rétablis.",
        "ar": "{n} سطرًا (أولها {m}): أصفار أولى مفقودة في رقم ICE أُعيدت.",
    },
    "1 row has a cell with an exporter's apostrophe, which was taken off (first: line {m}).": {
        "fr": "1 ligne (ligne {m}) : apostrophe ajoutée par un export, retirée.",
        "ar": "سطر واحد (السطر {m}): فاصلة عليا أضافها التصدير ونُزعت.",
    },
    "{n} rows have a cell with an exporter's apostrophe, which was taken off (first: line {m}).": {
        "fr": "{n} lignes (la première : {m}) : apostrophe ajoutée par un export, retirée.",
        "ar": "{n} سطرًا (أولها {m}): فاصلة عليا أضافها التصدير ونُزعت.",
    },
}
"""English sentence → language → sentence; a place in braces stands for any words."""
